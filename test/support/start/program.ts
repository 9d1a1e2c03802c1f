import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach } from '@jest/globals';

const main = new URL('../../../local/main.ts', import.meta.url).pathname;

/** The program behind `npm start`, as a process. */
export interface Program {
  child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  errors(): string;
  /** Resolves to the first line that matches, past or future; rejects if the program ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves to the URL of its API. */
  api(): Promise<string>;
  /** Resolves to the exit code when it has ended. */
  ended: Promise<number | null>;
}

const running = new Set<Program>();

/** Kills what a test leaves running, by its own handle. Call once per test file. */
export function endProgramsAfterEach(): void {
  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
    running.clear();
  });
}

export function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const heard = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const listener of heard) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);

  const line = (pattern: RegExp) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const complete = output.split('\n').slice(0, -1);
      const found = complete.find((each) => pattern.test(each));
      if (found !== undefined) resolve(found);
    };
    heard.add(look);
    look();
    void ended.then((code) =>
      reject(new Error(`It ended with ${code} and no line like ${pattern}:\n${output}\n${errors}`)),
    );
    return promise.finally(() => heard.delete(look));
  };
  const program: Program = {
    child,
    ended,
    line,
    output: () => output,
    errors: () => errors,
    api: async () => (await line(/^API /)).slice('API '.length),
  };
  running.add(program);
  return program;
}
