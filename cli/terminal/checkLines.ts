import { asCommands } from '../../shared/api/asCommands.ts';
import type { Check } from '../../shared/api/schemas.ts';
import { signed } from './signed.ts';
import { hanging, printable, wrapped } from './text.ts';

const looks = {
  passed: { sign: '✓', colour: 32 },
  failed: { sign: '✗', colour: 31 },
  unchecked: { sign: '?', colour: 33 },
} as const;

/** Each check of a preflight on its own lines, with what to do if it failed. */
export function checkLines(
  checks: readonly Check[],
  { width, colour }: { width: number; colour: boolean },
): string[] {
  return checks.flatMap(({ check, result, message, remedy }) => {
    const { sign, colour: code } = looks[result];
    return [
      ...signed(hanging(`${sign} ${check}: ${printable(message)}`, width), code, colour),
      ...(remedy === undefined ? [] : wrapped(`→ ${asCommands(printable(remedy))}`, width, '  ')),
    ];
  });
}
