import type { FieldError } from '../../shared/validation/fieldError.ts';

/** A line for each field that is wrong, with what was expected, unless its message says so already. */
export function fieldErrorLines(errors: readonly FieldError[]): string[] {
  return errors.map(({ pointer, message, expected }) =>
    message.includes(expected)
      ? `  ✗ ${pointer} ${message}`
      : `  ✗ ${pointer} ${message}: expected ${expected}`,
  );
}
