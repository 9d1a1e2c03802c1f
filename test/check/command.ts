import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../../cli/deploy/build/functions.ts';

const run = promisify(execFile);

/** Runs a command in the project's folder. If it fails, throws an Error with its output. */
export async function command(file: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(file, [...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(`${stdout}${stderr}`.trim() || message, { cause: error });
  }
}
