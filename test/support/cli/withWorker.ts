import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../integration/registration/anApi.ts';

/**
 * Runs something while a worker is at work: each message that requests a push is handled. `also`: what else goes on.
 */
export async function withWorker<T>(
  api: Pick<Api, 'messages' | 'push'>,
  work: Promise<T>,
  also: () => Promise<void> = async () => undefined,
): Promise<T> {
  const ended = new AbortController();
  const done = work.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    for (const { cluster } of await api.messages()) await api.push(cluster);
    await also();
    await delay(10, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  return done;
}
