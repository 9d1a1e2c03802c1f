import { minute } from '../world.ts';
import { type Invariant, iso } from './invariant.ts';

/**
 * The longest wait besides the interval, to which a slot less than a minute away adds a minute: a backoff of 15 minutes
 * with its jitter, or a claim.
 */
const longestWait = 18 * minute;

/** Every cluster that is not paused comes due again, and soon. None disappears that nobody removed. */
export const nobodyForgotten: Invariant = (world, { after }) =>
  world.clusters.flatMap(({ name }) => {
    const record = after.records.get(name);
    if (record === undefined) {
      if (!world.registered.has(name)) return [];
      const left = world.asked.some(({ cluster, action }) => cluster === name && action === 'deregister');
      return left ? [] : [`${name} is gone, and nobody deregistered it`];
    }
    if (record.phase === 'Paused') return [];
    if (record.nextPushAt === undefined) return [`${name} is ${record.phase} and never comes due`];
    const latest =
      world.now + Math.max((record.spec.refreshEveryMinutes + 1) * minute, longestWait) + world.mostSkew;
    if (Date.parse(record.nextPushAt) <= latest) return [];
    return [`${name} comes due at ${record.nextPushAt} only, at ${iso(world.now)}`];
  });
