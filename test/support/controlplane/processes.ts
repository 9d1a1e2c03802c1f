import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that runs until it is stopped, its output in a file. */
export interface Running {
  name: string;
  child: ChildProcess;
  /** The last lines it wrote, for an error message. */
  output(): Promise<string>;
  /** Resolves when it has ended. */
  ended: Promise<unknown>;
}

export function startProgram(program: string, args: readonly string[], folder: string): Running {
  const name = program.slice(program.lastIndexOf('/') + 1);
  const file = join(folder, `${name}.log`);
  const log = openSync(file, 'a');
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log] });
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).catch((error) => error);
  const output = async () => (await readFile(file, 'utf8')).split('\n').slice(-15).join('\n');
  return { name, child, output, ended };
}

export async function stopPrograms(programs: readonly Running[]): Promise<void> {
  for (const { child } of programs) child.kill('SIGKILL');
  await Promise.all(programs.map(({ ended }) => ended));
}

/**
 * Makes sure that programs and their folder do not outlive this process, however it ends. A shell in its own session
 * waits until the pipe from this process closes, which the kernel does even after a SIGKILL. Call `disarm` once the
 * programs have been stopped normally.
 */
export function guard(programs: readonly Running[], folder: string): { disarm(): Promise<void> } {
  return guardPids(
    programs.flatMap(({ child }) => child.pid ?? []),
    folder,
  );
}

/** The same for processes by id; a negative id stands for a whole process group. */
export function guardPids(ids: readonly number[], folder: string): { disarm(): Promise<void> } {
  const pids = ids.map(String);
  const script = 'folder=$1; shift; cat >/dev/null; kill -s KILL -- "$@" 2>/dev/null; rm -rf "$folder"';
  const shell = spawn('/bin/sh', ['-c', script, 'guard', folder, ...pids], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  // When the shell is killed, its end of the pipe may be reported as reset.
  shell.stdin.on('error', () => {});
  const ended = once(shell, 'exit');
  return {
    async disarm() {
      shell.ref();
      shell.kill('SIGKILL');
      await ended;
    },
  };
}
