import type { Watching } from '../../../cli/program/io.ts';

/**
 * A time that passes only while something sleeps: limits are reached without waiting.
 *
 * @param meanwhile what happens during each pause
 */
export function virtualTime({
  signal = new AbortController().signal,
  meanwhile = () => new Promise(setImmediate),
}: {
  signal?: AbortSignal;
  meanwhile?: () => Promise<unknown>;
} = {}): Watching {
  let time = 0;
  return {
    signal,
    now: () => time,
    async sleep(milliseconds) {
      await meanwhile();
      time += milliseconds;
    },
  };
}
