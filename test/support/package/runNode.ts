import { type ChildProcess, spawn } from 'node:child_process';

export interface NodeRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface NodeOptions {
  environment?: NodeJS.ProcessEnv;
  /** The folder to run it in. Default: this process's. */
  cwd?: string;
  onStart?: (child: ChildProcess) => void;
}

/** Runs a script to its end on a given Node, with only this environment. */
export function runNode(
  node: string,
  args: readonly string[],
  { environment = {}, cwd, onStart }: NodeOptions = {},
): Promise<NodeRun> {
  const child = spawn(node, [...args], {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (more: string) => {
      text[name] += more;
    });
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
}
