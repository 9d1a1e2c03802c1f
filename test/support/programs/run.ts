import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Of standard input. */
  input?: string;
}

/** Requests to the starter, and its answers. */
export type Order = { id: number; program: string; args: readonly string[] } & Required<RunOptions>;
export type Answer = { id: number } & ({ ran: Ran } | { failed: string });

/**
 * Runs a program to its end, whatever it exits with. Throws if it cannot be started, or does not end within a minute.
 *
 * A small process starts it for this one: to start a program, the kernel copies the page tables of the process that
 * asks for it, which takes 18 ms of CPU for a gigabyte of memory.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = process.env, cwd = process.cwd(), input = '' } = options;
  starter ??= start();
  const { child, waiting } = starter;
  lastId += 1;
  const caller = Promise.withResolvers<Ran>();
  waiting.set(lastId, caller);
  // An awaited answer keeps this process alive; the starter itself does not.
  child.channel?.ref();
  const order: Order = { id: lastId, program, args, env: { ...env }, cwd, input };
  child.send(order, (error) => error && caller.reject(error));
  return caller.promise;
}

let lastId = 0;
let starter: { child: ChildProcess; waiting: Map<number, PromiseWithResolvers<Ran>> } | undefined;

function start(): NonNullable<typeof starter> {
  const child = fork(join(import.meta.dirname, 'starter.ts'), { execArgv: ['--no-warnings'] });
  const waiting = new Map<number, PromiseWithResolvers<Ran>>();
  child.unref();
  child.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('ran' in answer) caller?.resolve(answer.ran);
    else caller?.reject(new Error(answer.failed));
    if (waiting.size === 0) child.channel?.unref();
  });
  child.once('exit', (code, signal) => {
    starter = undefined;
    const error = new Error(`What starts programs for the tests ended (${signal ?? code}).`);
    for (const { reject } of waiting.values()) reject(error);
  });
  return { child, waiting };
}
