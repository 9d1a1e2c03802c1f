import type { SeenRecord } from '../service/observe.ts';
import { hour, minute, type World } from '../world.ts';
import type { Invariant } from './invariant.ts';
import { nameOf, secretNames } from './nothingWorse.ts';

/** The longest time that a push may take. */
const longestPush = 3 * minute;

/**
 * validUntil never claims more than what is in the cluster; nobody pulls in a namespace that is being deleted. If the
 * record says that tokens were seen to stop working with the session of their role, it claims no more than such a
 * session either.
 */
export const noFalsePromise: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    const promised = record?.validUntil;
    if (record === undefined || promised === undefined || record.phase === 'Deregistering') return [];
    if (Date.parse(promised) > endOfSessions(world, record))
      return [`${cluster.name} promises ${promised}, though its tokens end with their sessions`];
    const wanted = secretNames(record);
    return [...cluster.held()].flatMap(([secret, tokens]) => {
      const namespace = cluster.sim.namespace(secret.slice(0, secret.indexOf('/')));
      if (!wanted.includes(nameOf(secret)) || namespace?.metadata.deletionTimestamp) return [];
      const ends = Math.min(...tokens.values());
      if (ends >= Math.floor(Date.parse(promised) / 1000) * 1000) return [];
      return [`${cluster.name} promises ${promised}, but ${secret} ends at ${new Date(ends).toISOString()}`];
    });
  });

function endOfSessions(world: World, { tokenNotes = {}, lastAttemptAt }: SeenRecord): number {
  const isBound = Object.values(tokenNotes).some(({ boundSince }) => boundSince !== undefined);
  if (!isBound || lastAttemptAt === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(lastAttemptAt) + hour + longestPush + world.mostBehind;
}
