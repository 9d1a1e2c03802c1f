import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../integration/registration/anApi.ts';

interface Beside {
  /** What else goes on. */
  also?: () => Promise<void>;
  /** Whether the worker does nothing for now. */
  held?: () => boolean;
}

/**
 * Runs something while a worker is at work: each message that requests a push is handled, in both lanes. The queues are
 * asked only once something was sent.
 */
export async function withWorker<T>(
  { aws, messages, push }: Pick<Api, 'aws' | 'messages' | 'push'>,
  work: Promise<T>,
  { also = async () => undefined, held = () => false }: Beside = {},
): Promise<T> {
  const ended = new AbortController();
  const done = work.finally(() => ended.abort());
  const lanes = [aws.queueUrl, aws.retryQueueUrl].map((url) => ({ url, seen: 0 }));
  while (!ended.signal.aborted) {
    for (const lane of lanes) {
      const sent = aws.sentTo(lane.url);
      if (sent === lane.seen || held()) continue;
      lane.seen = sent;
      for (const { cluster } of await messages(lane.url)) await push(cluster);
    }
    await also();
    await delay(5, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  return done;
}
