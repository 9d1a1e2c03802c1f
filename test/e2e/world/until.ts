import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until `done` accepts the answer, and returns it. The longer it takes, the less often it asks,
 * because the questions share the machine with what is awaited.
 * @param options limit and the first pause, in milliseconds
 * @throws after `limit` milliseconds, with what was awaited and the last answer
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  { limit = 60_000, pause = 100 }: { limit?: number; pause?: number } = {},
): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() - began > limit)
      throw new Error(`Waited ${limit / 1000} s for ${what}; the last answer was ${JSON.stringify(answer)}`);
    await delay(Math.max(pause, Math.min(1_000, (Date.now() - began) / 8)));
  }
}
