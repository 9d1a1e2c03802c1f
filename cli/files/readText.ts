import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';

/**
 * The text of a file, or of stdin for `-`. Rejects with a usage error that names the flag and the file, but nothing of
 * its content.
 */
export async function readText(flag: string, file: string, io: Io): Promise<string> {
  const read = file === '-' ? await readStdin(flag, io) : await readPath(flag, file);
  if (read.trim() !== '') return read;
  throw usageError(`${flag}: ${file === '-' ? 'standard input' : file} is empty.`);
}

/** Throws a usage error if two flags read standard input, which can only be read once. */
export function refuseTwoStdins(files: Readonly<Record<string, string | undefined>>): void {
  const reading = Object.entries(files).flatMap(([flag, file]) => (file === '-' ? [flag] : []));
  if (reading.length > 1)
    throw usageError(`${reading.join(' and ')} cannot both read standard input.`, 'Give a file for one.');
}

async function readStdin(flag: string, { stdin, stderr, signal }: Io): Promise<string> {
  if (stdin.isTTY === true) stderr.write(`${flag}: reading from the terminal until Ctrl-D.\n`);
  try {
    return await text(addAbortSignal(signal, stdin));
  } catch (error) {
    signal.throwIfAborted();
    throw usageError(`${flag}: standard input cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

async function readPath(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw usageError(`${flag}: ${file} cannot be read: ${why}.`, 'Check the path; - reads standard input.');
  }
}
