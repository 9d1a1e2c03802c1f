import pMap from 'p-map';
import { isPassing } from '../api/isPassing.ts';
import type { Told, Trail } from './trail.ts';

export interface Follow {
  trails: readonly Trail[];
  tell: (events: readonly Told[]) => void;
  /** Some trails could not be read: said once, until all can be read again. */
  lost: (error: Error) => void;
  found: () => void;
  /** Waits for the next look. Never rejects. */
  pause: () => Promise<void>;
  signal: AbortSignal;
}

/** Concurrent requests: the API's limit is shared by all its users. */
export const atOnce = 4;

/**
 * Reports new events until the signal aborts. If the API is silent for a while, nothing is lost: the next look finds
 * it.
 *
 * @throws what a later attempt would not repair
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

/** Oldest first. */
export function inOrder(events: readonly Told[]): Told[] {
  return events.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
}

/** A signal's abort reason is a word. */
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
