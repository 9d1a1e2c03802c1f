import type * as z from 'zod';
import { type FieldError, fieldErrors, pointerTo } from '../../../shared/validation/fieldError.ts';
import { leaveOutNulls } from '../../../shared/validation/leaveOutNulls.ts';
import { Problem } from '../http/problem.ts';

const mostShown = 50;

/**
 * The value after the schema; null for an optional field counts as absent. Throws a Problem 422 that names every wrong
 * field; `shown` maps the pointers to these.
 */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
  shown: (pointer: string) => string = (pointer) => pointer,
): z.output<S> {
  refuseProto(value, []);
  const result = schema.safeParse(leaveOutNulls(schema, value));
  if (result.success) return result.data;
  throw invalid(
    fieldErrors(schema, value, result.error.issues).map((error) => ({
      ...error,
      pointer: shown(error.pointer),
    })),
  );
}

/** `__proto__`: assignments misinterpret this key, and zod silently drops it from records. */
function refuseProto(value: unknown, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(value)) {
    const pointer = pointerTo([...path, field]);
    if (field === '__proto__')
      throw invalid([
        { pointer, message: 'is not an accepted key', expected: 'another key', received: 'a value' },
      ]);
    refuseProto(inner, [...path, field]);
  }
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
