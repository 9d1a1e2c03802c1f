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
  return colour ? lines.map((line) => line.replace(/^✗/, '\x1b[31m✗\x1b[0m')) : lines;
}
