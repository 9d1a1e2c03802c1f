import { execFile } from 'node:child_process';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever its exit code. Throws if it cannot be started. */
export function run(program: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    // It may end before it has read its input, without needing it: the exit code says whether it succeeded.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
