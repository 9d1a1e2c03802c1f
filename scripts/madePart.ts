import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../cli/deploy/build/functions.ts';

/** A part of a page of docs that a script makes, between two marks. */
export interface MadePart {
  begin: string;
  end: string;
  /** The text of the page with this part replaced. Throws if it has no such part. */
  remade(page: string): string;
  /** Rewrites the page's file. */
  write(): Promise<void>;
}

/** @param page its path, from the project's folder */
export function madePart(page: string, begin: string, make: () => string): MadePart {
  const end = '<!-- What is made ends here. -->';
  const remade = (text: string) => {
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has lost the marks of its made part.`);
    return `${text.slice(0, from)}${begin}\n\n${make()}\n\n${text.slice(to)}`;
  };
  const file = join(root, page);
  return { begin, end, remade, write: async () => writeFile(file, remade(await readFile(file, 'utf8'))) };
}
