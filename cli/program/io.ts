import process from 'node:process';

/** Where a command reads and writes. `process` has the parts of it. */
export interface Io {
  /** For data alone. */
  stdout: Stream;
  /** For everything else that a person reads. */
  stderr: Stream;
  stdin: NodeJS.ReadStream;
  environment: NodeJS.ProcessEnv;
  /** Aborts at the first Ctrl-C, SIGTERM or SIGHUP; its reason is an End. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A stream of text; `columns` where it is a terminal. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

export function processIo(signal: AbortSignal): Io {
  const { stdout, stderr, stdin, env } = process;
  return { stdout, stderr, stdin, environment: env, signal, now: Date.now };
}

/** Whether a person is there to be asked. */
export function isInteractive({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Colour only on a terminal, and not where NO_COLOR (no-color.org) or TERM=dumb say no. */
export function coloursOn({ isTTY }: Stream, environment: NodeJS.ProcessEnv): boolean {
  return isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

/** How lines for a person look on a stream. */
export interface Look {
  /** Epoch milliseconds. */
  now: number;
  /** Columns that a line may take. */
  width: number;
  colour: boolean;
}

export function lookOn(stream: Stream, { environment, now }: Pick<Io, 'environment' | 'now'>): Look {
  return { now: now(), width: columnsOf(stream), colour: coloursOn(stream, environment) };
}

/** Columns that a line may take: a terminal's; elsewhere lines are not cut for anybody. */
export function columnsOf({ isTTY, columns }: Stream): number {
  return isTTY === true ? columns || 80 : 120;
}
