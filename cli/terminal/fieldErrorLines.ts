import type { FieldError } from '../../shared/validation/fieldError.ts';

/** A line for each wrong field, with what was expected, unless its message already says so. */
export function fieldErrorLines(errors: readonly FieldError[]): string[] {
  return errors.map(({ pointer, message, expected }) =>
    message.includes(expected)
      ? `  ✗ ${pointer} ${message}`
      : `  ✗ ${pointer} ${message}: expected ${expected}`,
  );
}
