import type { MissingSince } from '../../../shared/clusters/store/unrecorded.ts';
import { iso } from '../../../shared/iso.ts';

export interface Seen {
  /** How many kubeconfigs are stored. */
  stored: number;
  /** Names of clusters with a kubeconfig but without a record. */
  unrecorded: readonly string[];
  /** What the previous look saved. */
  marks: MissingSince;
  /** Epoch milliseconds. */
  now: number;
}

export interface UnrecordedDecision {
  /** Kubeconfigs to schedule for deletion. */
  remove: readonly string[];
  /** To save for the next look. */
  marks: MissingSince;
  /** Why nothing is removed although records are missing: they may have been lost. */
  recordsMissing: boolean;
}

/** How long a kubeconfig must have been without a record. */
const longEnough = 24 * 60 * 60_000;

const mostAtOnce = 10;

/** Crashes may leave this many in a small fleet, in which even one exceeds the share. */
const fewAtMost = 3;
const share = 0.01;

/**
 * What to do with kubeconfigs without a record. Each is either the rest of a crash, or all that is left of a cluster
 * whose record was lost and can be restored from it. So they are removed late, slowly and recoverably. If they are
 * many, or most, the table itself needs attention: then the waiting time begins again once it is repaired.
 */
export function decideUnrecorded({ stored, unrecorded, marks, now }: Seen): UnrecordedDecision {
  const { length: count } = unrecorded;
  const tooMany = count > Math.max(fewAtMost, stored * share);
  const most = count * 2 > stored;
  if (tooMany || most) return { remove: [], marks: {}, recordsMissing: true };
  const since = (name: string) => marks[name] ?? iso(now);
  const oldestFirst = unrecorded.toSorted((a, b) => (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0));
  return {
    remove: oldestFirst.filter((name) => now - Date.parse(since(name)) >= longEnough).slice(0, mostAtOnce),
    marks: Object.fromEntries(oldestFirst.map((name) => [name, since(name)])),
    recordsMissing: false,
  };
}
