import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Io } from './io.ts';

/** `--every`, for commands that keep looking. */
export const everyOption = (seconds: number) =>
  new Option('--every <seconds>', 'how often to look').default(seconds).argParser(secondsOf);

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds from 1 to 3600.');
}

/** Waits this many seconds, or until the signal aborts. Never rejects. */
export async function pause(seconds: number, { sleep, signal }: Pick<Io, 'sleep' | 'signal'>): Promise<void> {
  await sleep(seconds * 1_000, signal).catch(() => undefined);
}
