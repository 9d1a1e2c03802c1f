import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '../../../cli/deploy/build/functions.ts';
import { compileCacheFolder } from '../../../cli/program/compileCache.ts';

export interface ScriptRun {
  code: number | null;
  output: string;
}

/** Runs one of the project's scripts to its end, with only this environment. */
export function runScript(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onStart: (child: ChildProcess) => void = () => {},
): Promise<ScriptRun> {
  const child = spawn(process.execPath, ['--no-warnings', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCacheFolder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart(child);

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}
