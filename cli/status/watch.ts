import { isPassing } from '../api/isPassing.ts';
import type { FleetStatus } from './readStatus.ts';

/** Where a watched fleet is shown. */
export interface WatchView {
  show(status: FleetStatus): void;
  /** It could not be read, or not yet; what was shown last may be so no more. */
  lost(because: string): void;
}

export interface Watch {
  read: () => Promise<FleetStatus>;
  view: WatchView;
  /** Whether it was watched for long enough. */
  isEnough: (status: FleetStatus) => boolean;
  /** Waits for the next look. Never rejects. */
  pause: () => Promise<void>;
  signal: AbortSignal;
  /** Milliseconds after which a read without an answer is reported. Default: 15,000. */
  patience?: number;
}

/**
 * Reads the fleet again and again, and shows it, until it was enough or the signal aborts. An API that answered once
 * may give no answer for a while.
 *
 * @returns what was read last; undefined if the signal aborted before anything was
 * @throws what the first read throws, and what a later try would not mend
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
