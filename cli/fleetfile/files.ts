import { glob, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { cwd } from 'node:process';
import { text } from 'node:stream/consumers';
import { whyUnread } from '../files/whyUnread.ts';
import { untilEnd } from '../program/ending.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';

/** A fleet file as it was read. */
export interface FleetText {
  /** The name as given; `(stdin)` for `-`. */
  name: string;
  /** The base of its relative paths. */
  folder: string;
  text: string;
}

/**
 * Reads the files that -f names: paths, globs that the shell did not expand, and `-` for stdin. Each file once. Rejects
 * with a CommandError if one does not exist or cannot be read, and if a glob matches nothing.
 */
export async function readFleetTexts(named: readonly string[], io: Io): Promise<FleetText[]> {
  if (named.filter((each) => each === '-').length > 1)
    throw usageError('-f - was given twice; stdin is read once.');
  const texts: FleetText[] = [];
  const seen = new Set<string>();
  for (const each of named) {
    if (each === '-') {
      texts.push({ name: '(stdin)', folder: cwd(), text: await readStdin(io) });
      continue;
    }
    for (const path of await pathsOf(each)) {
      if (seen.has(resolve(path))) continue;
      seen.add(resolve(path));
      texts.push({ name: path, folder: dirname(resolve(path)), text: await readText(path) });
    }
  }
  return texts;
}

async function readStdin(io: Io): Promise<string> {
  if (io.stdin.isTTY) io.stderr.write('Reading the fleet file from the keyboard; Ctrl-D ends it.\n');
  return untilEnd(text(io.stdin), io.signal);
}

const looksLikeGlob = /[*?[{]/;

async function pathsOf(named: string): Promise<string[]> {
  const found = await stat(named).catch(() => undefined);
  if (found?.isDirectory())
    throw usageError(
      `-f names the folder ${named}.`,
      `Name its files: -f '${named.replace(/\/$/, '')}/*.yaml'`,
    );
  if (found !== undefined || !looksLikeGlob.test(named)) return [named];
  const matches: string[] = [];
  for await (const match of glob(named)) matches.push(match);
  if (matches.length > 0) return matches.sort();
  throw usageError(
    `No file matches ${named}.`,
    'Check the pattern; `ls` with the same pattern shows what is there.',
  );
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(
      `The fleet file ${path} ${whyUnread(error)}.`,
      'Give its path with -f. `pullpass export` prints one of what is registered.',
    );
  });
}
