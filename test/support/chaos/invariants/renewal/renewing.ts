import type { ChaosCluster } from '../../service/cluster.ts';
import { type NamedCredential, namedCredentials } from '../../service/credentials.ts';
import type { Observation, SeenRecord } from '../../service/observe.ts';
import type { World } from '../../world.ts';

/** A cluster whose credential renews itself, as the table has it after a step. */
export interface Renewing {
  cluster: ChaosCluster;
  record: SeenRecord;
  /** As they are now: the one in use, and the fallback. */
  named: NamedCredential[];
  /** What the record named before the step, as it is now. */
  namedBefore: NamedCredential[];
}

/** All that are not on their way out, whose secret may be gone already. */
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
