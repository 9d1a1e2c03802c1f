import type * as z from 'zod';
import { asCommands } from '../../shared/api/asCommands.ts';
import type { check } from '../../shared/api/schemas.ts';
import { hanging, printable, wrapped } from './text.ts';

type Check = z.infer<typeof check>;

/** Colours only repeat what the signs say. */
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
    const lines = [
      ...hanging(`${sign} ${check}: ${printable(message)}`, width),
      ...(remedy === undefined ? [] : wrapped(`→ ${asCommands(printable(remedy))}`, width, '  ')),
    ];
    return colour ? lines.map((line, index) => (index === 0 ? coloured(line, sign, code) : line)) : lines;
  });
}

const coloured = (line: string, sign: string, code: number) =>
  line.replace(sign, `\x1b[${code}m${sign}\x1b[0m`);
