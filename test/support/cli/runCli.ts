import { PassThrough } from 'node:stream';
import type { Io, Stream } from '../../../cli/program/io.ts';
import { run } from '../../../cli/program/run.ts';
import type { Sleep } from '../../../cli/program/sleep.ts';
import { shortSleep } from './shortSleep.ts';

export interface CliOptions {
  /** Columns of the terminal, if stdin, stdout and stderr are one; default: none of them is. */
  terminal?: number;
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  now?: () => number;
  /** Default: waits for a fiftieth of the time. */
  sleep?: Sleep;
  /** Keys that are typed, as a terminal sends them; given as a promise, they are typed when it resolves. */
  keys?: string | Promise<string>;
  /** Called with each text written to stdout. */
  written?: (text: string) => unknown;
  /** The same for stderr. */
  said?: (text: string) => unknown;
  /** Everything that is piped into it. */
  stdin?: string;
}

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the program in this process, and collects what it writes. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const {
    terminal,
    environment = {},
    signal = new AbortController().signal,
    now = Date.now,
    sleep = shortSleep,
    keys,
    written,
    said,
  } = options;
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal !== undefined, setRawMode: () => stdin });
  const stdout = gathered(terminal, written);
  const stderr = gathered(terminal, said);
  if (typeof keys === 'string') stdin.write(keys);
  else void keys?.then((typed) => stdin.write(typed));
  if (options.stdin !== undefined) stdin.end(options.stdin);
  const io: Io = {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    environment: { TERM: 'xterm', ...environment },
    signal,
    now,
    sleep,
  };
  const code = await run(args, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function gathered(
  terminal: number | undefined,
  written?: (text: string) => unknown,
): { stream: Stream; text: () => string } {
  const parts: string[] = [];
  const stream = Object.assign(new PassThrough(), {
    ...(terminal !== undefined && { isTTY: true, columns: terminal, rows: 24 }),
    write(text: string | Uint8Array) {
      parts.push(String(text));
      void written?.(String(text));
      return true;
    },
  });
  return { stream: stream as unknown as Stream, text: () => parts.join('') };
}
