import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../cli/deploy/build/functions.ts';

/** The first table under a heading of docs/scaling.md, unchanged. Throws if there is none. */
export async function tableUnder(heading: string): Promise<string> {
  const text = await readFile(join(root, 'docs/scaling.md'), 'utf8');
  const [, section] = text.split(new RegExp(`^##+ ${heading}$`, 'm'));
  const table = section?.split(/^##+ /m)[0]?.match(/^\|.*(?:\n\|.*)*/m)?.[0];
  if (table === undefined) throw new Error(`docs/scaling.md has no table under "${heading}"`);
  return table;
}

/** The cells of a table, without its rule. */
export function cellsOf(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}
