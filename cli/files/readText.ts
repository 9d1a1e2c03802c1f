import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';

/**
 * The text of a file, or of stdin for `-`. Rejects with a usage error that names the flag and the file, and nothing of
 * what is in it.
 */
export async function readText(flag: string, file: string, { stdin }: Io): Promise<string> {
  if (file === '-') return text(stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw usageError(`${flag}: ${file} cannot be read: ${why}.`, 'Check the path; - reads standard input.');
  }
}
