import pMap from 'p-map';
import { unexpected } from './answers.ts';
import { put } from './applyRbac.ts';
import { seenOf } from './objects.ts';
import { concurrency } from './paths.ts';
import { type Asking, type Change, type OnDone, type RbacPlan, shownRef } from './plan.ts';
import { read } from './read.ts';
import { erase } from './write.ts';

/** Whether a plan takes something away. */
export const takesBack = ({ changes, removes }: RbacPlan): boolean =>
  removes.length > 0 || changes.some(({ grown }) => grown !== undefined);

/**
 * Takes away what is no longer needed: from roles, and whole bindings and roles. For after PullPass has removed what it
 * wrote where targets left. Rejects with a CommandError at the first that cannot be done; run again, the rest is found.
 */
export async function takeBackRbac(api: Asking, plan: RbacPlan, onDone: OnDone): Promise<void> {
  await pMap(
    plan.changes.filter(({ grown }) => grown !== undefined),
    (change) => shrink(api, change, onDone),
    { concurrency },
  );
  for (const seen of plan.removes) {
    const answer = await erase(api, seen);
    if (![200, 202, 404].includes(answer.status)) throw unexpected(`delete ${shownRef(seen)}`, answer);
    onDone(seen, 'removed');
  }
}

/** As it is by now: it may have grown meanwhile. */
async function shrink(api: Asking, change: Change, onDone: OnDone): Promise<void> {
  const { found: now, answer } = await read(api, change.seen);
  if (now === undefined) throw unexpected(`read ${shownRef(change.seen)}`, answer);
  // Another object of that name by now is somebody else's: its UID makes the write a conflict.
  await put(api, { ...change, seen: { ...seenOf(now), uid: change.seen.uid } }, onDone);
}
