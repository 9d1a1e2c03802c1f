import type { ChaosCluster } from '../../service/cluster.ts';
import { type NamedCredential, namedCredentials } from '../../service/credentials.ts';
import type { Observation, SeenRecord } from '../../service/observe.ts';
import type { World } from '../../world.ts';

/** A cluster whose credential renews itself, as it is in the table after a step. */
export interface Renewing {
  cluster: ChaosCluster;
  record: SeenRecord;
  /** The present ones: the one in use, and the fallback. */
  named: NamedCredential[];
  /** The present state of those that the record named before the step. */
  namedBefore: NamedCredential[];
}

/** All except deregistering ones, whose secret may already be gone. */
export function renewing(
  world: World,
  { before, after }: { before: Observation; after: Observation },
): Renewing[] {
  return world.clusters.flatMap((cluster) => {
    const [record, earlier] = [after.records.get(cluster.name), before.records.get(cluster.name)];
    if (record?.renew !== true || record.phase === 'Deregistering') return [];
    const named = namedCredentials(world, cluster, record);
    const namedBefore = earlier === undefined ? [] : namedCredentials(world, cluster, earlier);
    return [{ cluster, record, named, namedBefore }];
  });
}
