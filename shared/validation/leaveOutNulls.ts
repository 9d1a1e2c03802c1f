import * as z from 'zod';
import { fieldOf, unwrap } from './knownFields.ts';

/** The value without null fields that may be left out, at any depth. Other nulls stay. */
export function leaveOutNulls(schema: z.ZodType | undefined, value: unknown): unknown {
  const known = schema && unwrap(schema, value);
  if (Array.isArray(value)) return value.map((inner, index) => leaveOutNulls(fieldOf(known, index), inner));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([field, inner]) => inner !== null || !mayBeLeftOut(known, field))
    .map(([field, inner]) => [field, leaveOutNulls(fieldOf(known, field), inner)]);
  return Object.fromEntries(fields);
}

function mayBeLeftOut(schema: z.ZodType | undefined, field: string): boolean {
  if (schema instanceof z.ZodRecord) return true;
  const known = fieldOf(schema, field);
  return known?.safeParse(undefined).success === true && !known.safeParse(null).success;
}
