import type { Watching } from './program/io.ts';

/**
 * Asks until there is an answer.
 * @param ask returns undefined or false until there is one
 * @param every milliseconds between two questions
 * @returns undefined when the time is over
 * @throws what `ask` throws, and the signal's reason once it aborts
 */
export async function poll<T>(
  seconds: number,
  { signal, now, sleep }: Watching,
  ask: () => Promise<T | false | undefined>,
  every = 1_000,
): Promise<T | undefined> {
  const end = now() + seconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (now() >= end) return undefined;
    await sleep(every, signal);
  }
}
