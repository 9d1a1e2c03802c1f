import type { FieldError } from '../../shared/validation/fieldError.ts';

/** A line for each wrong field, with what was expected, unless its message already says so. */
export function fieldErrorLines(
  errors: readonly Pick<FieldError, 'pointer' | 'message' | 'expected'>[],
): string[] {
  return errors.map(({ pointer, message, expected }) => {
    const isSaid = message.includes(expected) || message.includes('did you mean');
    // The pointer to the whole is empty.
    return `  ✗ ${`${pointer} ${message}`.trimStart()}${isSaid ? '' : `: expected ${expected}`}`;
  });
}
