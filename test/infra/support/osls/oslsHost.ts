import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compileCacheFolder } from '../../../../cli/program/compileCache.ts';

export interface OslsJob {
  args: readonly string[];
  /** The folder of the service. */
  folder: string;
}

export interface OslsRun {
  code: number;
  output: string;
}

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs osls in a process that all runs of this worker share, one at a time: loading it takes seven times the CPU of
 * packaging. The process ends with the worker, and keeps nothing from ending.
 */
export function runInHost(job: OslsJob): Promise<OslsRun> {
  const run = last.then(() => handOver(job));
  last = run.catch(() => undefined);
  return run;
}

async function handOver(job: OslsJob): Promise<OslsRun> {
  host ??= startHost();
  const child = host;
  child.ref();
  child.channel?.ref();
  const ended = new AbortController();
  const { signal } = ended;
  try {
    const answered = once(child, 'message', { signal });
    const died = once(child, 'exit', { signal }).then(([code]) => {
      host = undefined;
      throw new Error(`The process that runs osls ended with ${code}.`);
    });
    child.send(job);
    const [run] = await Promise.race([answered, died]);
    return run as OslsRun;
  } finally {
    ended.abort();
    child.unref();
    child.channel?.unref();
  }
}

/** What osls gets of this machine: no credentials, and no way to find any. */
export const noAccount = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: process.env['TMPDIR'],
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function startHost(): ChildProcess {
  return fork(join(import.meta.dirname, 'host.ts'), {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      ...noAccount,
      SLS_NOTIFICATIONS_MODE: 'off',
      SLS_TELEMETRY_DISABLED: '1',
      FORCE_COLOR: '0',
      NODE_COMPILE_CACHE: compileCacheFolder,
    },
  });
}
