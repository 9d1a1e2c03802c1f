import pMap from 'p-map';
import { isPassing } from '../api/isPassing.ts';
import type { Told, Trail } from './trail.ts';

export interface Follow {
  trails: readonly Trail[];
  tell: (events: readonly Told[]) => void;
  /** Not all could be read: said once, until all are again. */
  lost: (error: Error) => void;
  found: () => void;
  /** Waits for the next look. Never rejects. */
  pause: () => Promise<void>;
  signal: AbortSignal;
}

/** Requests under way at the same time: the API's limit is for all who use it. */
export const atOnce = 4;

/**
 * Tells what comes to the trails until the signal aborts. An API that gives no answer for a while loses nothing: the
 * next look finds it.
 *
 * @throws what a later try would not mend
 */
export async function follow({ trails, tell, lost, found, pause, signal }: Follow): Promise<void> {
  let isLost = false;
  for (;;) {
    await pause();
    if (signal.aborted) return;
    const read = await pMap(trails, (trail) => trail.further().catch((error: unknown) => asError(error)), {
      concurrency: atOnce,
    });
    tell(inOrder(read.flatMap((each) => (each instanceof Error ? [] : each))));
    if (signal.aborted) return;
    const errors = read.filter((each) => each instanceof Error);
    const [worst] = errors.toSorted((a, b) => Number(isPassing(a)) - Number(isPassing(b)));
    if (worst !== undefined && !isPassing(worst)) throw worst;
    if (worst !== undefined && !isLost) lost(worst);
    if (worst === undefined && isLost) found();
    isLost = worst !== undefined;
  }
}

/** The oldest first. */
export function inOrder(events: readonly Told[]): Told[] {
  return events.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}

/** What a signal aborts with is a word. */
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
