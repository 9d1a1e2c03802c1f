import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until `done` accepts the answer, and returns it.
 * @throws after `limit` milliseconds, with what was waited for and the last answer
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  { limit = 60_000, pause = 200 }: { limit?: number; pause?: number } = {},
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`Waited ${limit / 1000} s for ${what}; the last answer was ${JSON.stringify(answer)}`);
    await delay(pause);
  }
}
