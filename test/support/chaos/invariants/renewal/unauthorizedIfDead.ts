import type { SeenRecord } from '../../service/observe.ts';
import { type Invariant, iso } from '../invariant.ts';
import { renewing } from './renewing.ts';

/** A cluster is called unauthorized only if neither the credential in use nor the fallback works and can be read. */
export const unauthorizedIfDead: Invariant = (world, seen) =>
  renewing(world, seen).flatMap(({ cluster, record, named, namedBefore }) => {
    const before = seen.before.records.get(cluster.name);
    const wasTold = before !== undefined && isUnauthorized(before);
    if (!isUnauthorized(record) || wasTold || cluster.refusing || world.awsBroken) return [];
    // Both before and after: one that an admin supplied in this step may not have been tried.
    const untried = named.filter(
      ({ works, version }) => works && namedBefore.some((each) => each.version === version),
    );
    return untried.map(
      ({ version, role }) =>
        `${cluster.name} is called unauthorized at ${iso(world.now)}, and version ${version}, ${role}, works`,
    );
  });

export const isUnauthorized = ({ error, problems = [] }: SeenRecord) =>
  error?.kind === 'unauthorized' || problems.some(({ kind }) => kind === 'unauthorized');
