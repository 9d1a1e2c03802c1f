import process from 'node:process';
import { type Sleep, sleep } from './sleep.ts';

/** Where a command reads and writes. `process` has these parts. */
export interface Io {
  /** Only for data. */
  stdout: Stream;
  /** For everything else that a person reads. */
  stderr: Stream;
  stdin: NodeJS.ReadStream;
  environment: NodeJS.ProcessEnv;
  /** Aborts at the first Ctrl-C, SIGTERM or SIGHUP; its reason is an End. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now: () => number;
  /** All pauses between two looks at something are made by it. */
  sleep: Sleep;
}

/** What watching something takes: until when, and how to pause. */
export type Watching = Pick<Io, 'signal' | 'now' | 'sleep'>;

/** A text stream; `columns` if it is a terminal. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

export function processIo(signal: AbortSignal): Io {
  const { stdout, stderr, stdin, env } = process;
  return { stdout, stderr, stdin, environment: env, signal, now: Date.now, sleep };
}

/** Whether somebody is there to answer questions. */
export function isInteractive({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Colour only on a terminal, and not if NO_COLOR (no-color.org) or TERM=dumb forbid it. */
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

/** Columns for a line: a terminal's width; elsewhere lines are not cut. */
export function columnsOf({ isTTY, columns }: Stream): number {
  return isTTY === true ? columns || 80 : 120;
}
