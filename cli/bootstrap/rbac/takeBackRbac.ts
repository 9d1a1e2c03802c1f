import pMap from 'p-map';
import { unexpected } from './answers.ts';
import { put } from './applyRbac.ts';
import { seenOf } from './objects.ts';
import { concurrency } from './paths.ts';
import { type Asking, type Change, type OnDone, type RbacPlan, shownRef } from './plan.ts';
import { read } from './read.ts';
import { erase } from './write.ts';

/** Whether a plan removes rights. */
export const takesBack = ({ changes, removes }: RbacPlan): boolean =>
  removes.length > 0 || changes.some(({ grown }) => grown !== undefined);

/**
 * Removes rights that are no longer needed: from roles, and whole bindings and roles. Call it after PullPass has
 * removed what it wrote for removed targets. Rejects with a CommandError at the first failure; another run finds the
 * rest.
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

/** The role as it is now: it may have grown meanwhile. */
async function shrink(api: Asking, change: Change, onDone: OnDone): Promise<void> {
  const { found: now, answer } = await read(api, change.seen);
  if (now === undefined) throw unexpected(`read ${shownRef(change.seen)}`, answer);
  // A new object of that name is somebody else's: the UID makes the write a conflict.
  await put(api, { ...change, seen: { ...seenOf(now), uid: change.seen.uid } }, onDone);
}
