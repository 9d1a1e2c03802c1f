import { matchesGlob } from '../../../../shared/targets/namespaceSelection.ts';
import type { ChaosCluster } from '../service/cluster.ts';
import type { SeenRecord } from '../service/observe.ts';
import { type Invariant, iso } from './invariant.ts';

/**
 * Healthy means that every chosen namespace holds a credential; in no state are there more without one than the record
 * says. What others do in a cluster they do in team-0: there, the next look at it tells.
 */
export const coveredAsSaid: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    if (record === undefined || !isTold(record, world.now)) return [];
    const lacking = chosenIn(cluster, record).filter(
      (secret) => (cluster.held().get(secret)?.size ?? 0) === 0,
    );
    const { phase, uncovered = 0 } = record;
    if (lacking.length <= uncovered) return [];
    return [
      `${cluster.name} is ${phase} with ${uncovered} namespaces uncovered at ${iso(world.now)}, and lacks ${lacking}`,
    ];
  });

/** Whether the record says of this very spec where pods can pull, and still promises it. */
function isTold(
  { phase, validUntil, version, countedVersion, servedVersion }: SeenRecord,
  now: number,
): boolean {
  return (
    ['Healthy', 'Degraded', 'Failing'].includes(phase) &&
    (countedVersion ?? servedVersion) === version &&
    Date.parse(validUntil ?? '') > now
  );
}

/** `namespace/name` of the secrets that targets choose, where nobody meddled. */
function chosenIn({ sim, intruded }: ChaosCluster, { spec }: SeenRecord): string[] {
  const names = sim
    .namespaces()
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name ?? '')
    .filter((name) => !intruded || name !== 'team-0');
  return (spec.targets as { secretName: string; namespaces: { include?: string[] } }[]).flatMap(
    ({ secretName, namespaces: { include = [] } }) =>
      names
        .filter((name) => include.some((pattern) => matchesGlob(pattern, name)))
        .map((name) => `${name}/${secretName}`),
  );
}
