import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { changedMeanwhile, ifMatch } from '../http/etag.ts';
import type { HttpEvent } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';
import { findCluster } from './find.ts';

const mostAttempts = 5;

/**
 * Reads, changes and writes a cluster; starts over when `attempt` resolves to undefined because somebody else was
 * faster. Throws a Problem 412 if If-Match does not name the current version.
 */
export async function changing<T>(
  world: World,
  event: HttpEvent,
  name: string,
  attempt: (record: ClusterRecord) => Promise<T | undefined>,
): Promise<T> {
  const precondition = ifMatch(event);
  for (let attempts = 0; attempts < mostAttempts; attempts++) {
    const record = await findCluster(world, name);
    if (!precondition.accepts(record.version)) throw changedMeanwhile(name, record.version);
    const done = await attempt(record);
    if (done !== undefined) return done;
  }
  throw new Problem(
    409,
    'contended',
    `Others changed the cluster "${name}" ${mostAttempts} times while this request was tried.`,
    {
      remedy: `Try again, and see GET /clusters/${name}/events for who else changes it.`,
    },
  );
}
