import { createHash } from 'node:crypto';
import type { Identity } from './identity.ts';

/** Finds everything that was made for PullPass. */
export const partOf = { 'app.kubernetes.io/part-of': 'pullpass' };
/** Finds what was made for one identity. */
export const identityLabel = 'pullpass.io/identity';

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const longestValue = 63;

/** The labels of every object that is made for an identity. */
export function labelsOf(identity: Identity): Record<string, string> {
  return { ...partOf, [identityLabel]: identityValue(identity) };
}

/** `NAMESPACE.NAME`; if that is too long for a label, its beginning and a hash. */
export function identityValue({ namespace, name }: Identity): string {
  // No namespace contains a dot, so two identities never share a value.
  const value = `${namespace}.${name}`;
  if (value.length <= longestValue) return value;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 16);
  return `${value.slice(0, longestValue - hash.length - 1)}-${hash}`;
}
