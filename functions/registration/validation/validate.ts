import type * as z from 'zod';
import { Problem } from '../http/problem.ts';
import { type FieldError, fieldErrors } from './fieldError.ts';

const mostShown = 50;

/** The value as the schema gives it. Throws a Problem 422 that names every field which is wrong. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(fieldErrors(schema, value, result.error.issues));
}

export function invalid(errors: readonly FieldError[]): Problem {
  const [first] = errors;
  const others = errors.length - 1;
  const more = others > 0 ? ` (and ${others} more)` : '';
  const detail = `${first?.pointer || 'The body'} ${first?.message}${more}`;
  return new Problem(422, 'invalid', detail, {
    errors: errors.slice(0, mostShown),
    remedy: 'Correct the fields that "errors" names. GET /openapi.json has the schema.',
  });
}
