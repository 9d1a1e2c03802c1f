import { isPassing } from '../api/isPassing.ts';
import type { FleetStatus } from './readStatus.ts';

/** Where a watched fleet is shown. */
export interface WatchView {
  show(status: FleetStatus): void;
  /** It could not be read, or not yet; what was last shown may be outdated. */
  lost(because: string): void;
}

export interface Watch {
  read: () => Promise<FleetStatus>;
  view: WatchView;
  /** Whether to stop watching. */
  isEnough: (status: FleetStatus) => boolean;
  /** Waits for the next look. Never rejects. */
  pause: () => Promise<void>;
  signal: AbortSignal;
  /** Milliseconds after which a read without an answer is reported. Default: 15,000. */
  patience?: number;
}

/**
 * Reads and shows the fleet again and again, until `isEnough` or the signal aborts. An API that has answered once may
 * be silent for a while.
 *
 * @returns what was last read; undefined if the signal aborted before anything was
 * @throws what the first read throws, and what a later attempt would not repair
 */
export async function watch({
  read,
  view,
  isEnough,
  pause,
  signal,
  patience = 15_000,
}: Watch): Promise<FleetStatus | undefined> {
  let last: FleetStatus | undefined;
  while (!signal.aborted) {
    const late = setTimeout(() => {
      if (last !== undefined) view.lost(`The API has given no answer for ${patience / 1_000} s.`);
    }, patience);
    try {
      last = await read();
      view.show(last);
      if (isEnough(last)) return last;
    } catch (error) {
      if (signal.aborted) return last;
      if (last === undefined || !(error instanceof Error) || !isPassing(error)) throw error;
      view.lost(error.message);
    } finally {
      clearTimeout(late);
    }
    await pause();
  }
  return last;
}
