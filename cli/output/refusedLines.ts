import { signed } from '../terminal/signed.ts';
import { hanging, harmlessLines, printable, wrapped } from '../terminal/text.ts';

/** Why one of several clusters was refused: the API's lines, and what to do. */
export function refusedLines(
  name: string,
  { message, remedy }: { message: string; remedy?: string },
  { width, colour = false }: { width: number; colour?: boolean },
): string[] {
  const [first = '', ...rest] = harmlessLines(`✗ ${printable(name)}: ${message}`).split('\n');
  const lines = [
    ...hanging(first, width),
    ...rest.flatMap((line) => hanging(line.trim(), width, '  ')),
    ...(remedy === undefined ? [] : wrapped(`→ ${printable(remedy)}`, width, '  ')),
  ];
  return signed(lines, 31, colour);
}
