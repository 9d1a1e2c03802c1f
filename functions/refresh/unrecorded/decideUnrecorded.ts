import type { Marks } from '../../../shared/clusters/store/unrecorded.ts';

export interface Seen {
  /** How many kubeconfigs are stored. */
  stored: number;
  /** Names of those whose cluster has no record. */
  unrecorded: readonly string[];
  /** What was kept of the look before. */
  marks: Marks;
  /** Epoch milliseconds. */
  now: number;
}

export interface Verdict {
  /** Kubeconfigs to be scheduled for deletion. */
  remove: readonly string[];
  /** To be kept for the next look. */
  marks: Marks;
  /** Why nothing is removed, though there is something without a record: records seem to be missing. */
  recordsMissing: boolean;
}

/** How long a kubeconfig must have been without a record. */
const longEnough = 24 * 60 * 60_000;

const mostAtOnce = 10;

/** So many may be left over by crashes in a small fleet, in which one is more than the share. */
const fewAtMost = 3;
const share = 0.01;

/**
 * What becomes of kubeconfigs without a record. Each is what is left of a crash, or the only thing that is left of a
 * cluster whose record was lost: a record is restored from it. So it goes late, slowly, and recoverably; and where
 * there are many, or most, it is the table that is to be looked at: then the time begins again once it is in order.
 */
export function decideUnrecorded({ stored, unrecorded, marks, now }: Seen): Verdict {
  const { length: count } = unrecorded;
  const tooMany = count > Math.max(fewAtMost, stored * share);
  const most = count * 2 > stored;
  if (tooMany || most) return { remove: [], marks: {}, recordsMissing: true };
  const since = (name: string) => marks[name] ?? new Date(now).toISOString();
  const oldestFirst = unrecorded.toSorted((a, b) => (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0));
  return {
    remove: oldestFirst.filter((name) => now - Date.parse(since(name)) >= longEnough).slice(0, mostAtOnce),
    marks: Object.fromEntries(oldestFirst.map((name) => [name, since(name)])),
    recordsMissing: false,
  };
}
