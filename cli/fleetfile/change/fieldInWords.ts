import { stringify } from 'yaml';
import type { Difference } from './differences.ts';

const words = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

export function fieldInWords(difference: Difference): string {
  const { field, before, after } = difference;
  if (!('before' in difference)) return `${field}: ${words(after)} (new)`;
  if (!('after' in difference)) return `${field}: ${words(before)} (goes)`;
  return `${field}: ${words(before)} → ${words(after)}`;
}
