import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';

/** The result for one of several. */
export type Outcome<T> =
  | { is: 'done'; value: T }
  | { is: 'failed'; error: unknown }
  /** It was still under way when the program stopped waiting: it may or may not have been done. */
  | { is: 'unknown' }
  /** The program ended before it was begun. */
  | { is: 'not begun' };

export interface OverAllOptions {
  /** The request to end: nothing more is begun after it. */
  signal: AbortSignal;
  /** How many are under way at the same time. Default: 10. */
  atOnce?: number;
  /** Milliseconds to wait, after the request to end, for those under way. Default: 10,000. */
  patience?: number;
  /** Called each time that one ends, with how many have ended. */
  onEnd?: (count: number) => void;
}

/**
 * Acts on each of several; if one fails, the others continue. Never rejects. Results are in the order of the inputs.
 */
export async function overAll<T, R>(
  all: readonly T[],
  act: (one: T) => Promise<R>,
  { signal, atOnce = 10, patience = 10_000, onEnd }: OverAllOptions,
): Promise<Outcome<R>[]> {
  const outcomes: Outcome<R>[] = all.map(() => ({ is: 'not begun' }));
  let ended = 0;
  const one = async (each: T, index: number) => {
    if (signal.aborted) return;
    outcomes[index] = { is: 'unknown' };
    outcomes[index] = await act(each).then(
      (value): Outcome<R> => ({ is: 'done', value }),
      (error: unknown): Outcome<R> => ({ is: 'failed', error }),
    );
    onEnd?.(++ended);
  };
  const finished = new AbortController();
  const work = pMap(all, one, { concurrency: atOnce }).finally(() => finished.abort());
  await Promise.race([work, enough(signal, finished.signal, patience)]);
  return [...outcomes];
}

/** Resolves `patience` milliseconds after the request to end; never without such a request. */
async function enough(signal: AbortSignal, finished: AbortSignal, patience: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  await delay(patience, undefined, { signal: finished }).catch(() => undefined);
}
