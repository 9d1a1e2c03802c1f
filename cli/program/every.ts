import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** `--every`, for commands that keep looking. */
export const everyOption = (seconds: number) =>
  new Option('--every <seconds>', 'how often to look').default(seconds).argParser(secondsOf);

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds from 1 to 3600.');
}

/** Waits this many seconds, or until the signal aborts. Never rejects. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
}
