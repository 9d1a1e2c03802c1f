import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';

/** What became of one of several. */
export type Outcome<T> =
  | { is: 'done'; value: T }
  | { is: 'failed'; error: unknown }
  /** It was under way when the program had waited long enough: it may be done or not. */
  | { is: 'unknown' }
  /** The end came before it was begun. */
  | { is: 'not begun' };

export interface OverAllOptions {
  /** The request to end: nothing further is begun. */
  signal: AbortSignal;
  /** How many are under way at the same time. Default: 10. */
  atOnce?: number;
  /** How long after the request to end those under way are waited for, in milliseconds. Default: 10,000. */
  patience?: number;
}

/** Does something for each of several; one that fails stops no other. Never rejects. In the order of the inputs. */
export async function overAll<T, R>(
  all: readonly T[],
  act: (one: T) => Promise<R>,
  { signal, atOnce = 10, patience = 10_000 }: OverAllOptions,
): Promise<Outcome<R>[]> {
  const outcomes: Outcome<R>[] = all.map(() => ({ is: 'not begun' }));
  const one = async (each: T, index: number) => {
    if (signal.aborted) return;
    outcomes[index] = { is: 'unknown' };
    outcomes[index] = await act(each).then(
      (value): Outcome<R> => ({ is: 'done', value }),
      (error: unknown): Outcome<R> => ({ is: 'failed', error }),
    );
  };
  const finished = new AbortController();
  const work = pMap(all, one, { concurrency: atOnce }).finally(() => finished.abort());
  await Promise.race([work, enough(signal, finished.signal, patience)]);
  return [...outcomes];
}

/** Resolves `patience` after the request to end; never without such a request. */
async function enough(signal: AbortSignal, finished: AbortSignal, patience: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  await delay(patience, undefined, { signal: finished }).catch(() => undefined);
}
