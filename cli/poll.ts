import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks every second until there is an answer.
 * @param ask returns undefined until there is one
 * @returns undefined when the time is over
 * @throws what `ask` throws, and the signal's reason once it aborts
 */
export async function poll<T>(
  seconds: number,
  signal: AbortSignal,
  ask: () => Promise<T | false | undefined>,
): Promise<T | undefined> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() >= end) return undefined;
    await delay(1_000, undefined, { signal });
  }
}
