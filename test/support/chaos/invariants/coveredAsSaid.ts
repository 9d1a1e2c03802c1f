import { matchesGlob } from '../../../../shared/targets/namespaceGlobs.ts';
import type { ChaosCluster } from '../service/cluster.ts';
import type { SeenRecord } from '../service/observe.ts';
import { type Invariant, iso } from './invariant.ts';

/**
 * Healthy means that every chosen namespace holds a credential of each registry. In no state do more namespaces lack
 * one than the record says, and a cluster that was never served says so. What others do in a cluster they do in team-0,
 * where it shows at the next look. The same goes for late writes over what was written.
 */
export const coveredAsSaid: Invariant = (world, { after }) =>
  world.clusters.flatMap((cluster) => {
    const record = after.records.get(cluster.name);
    if (record === undefined || !isTold(record)) return [];
    const { phase, validUntil, uncovered = 0, uncoveredSince, lateWriteUntil, spec } = record;
    const wanted = lateWriteUntil === undefined ? spec.registries.length : 1;
    const held = cluster.held();
    const lacking = chosenIn(cluster, record).filter((secret) => (held.get(secret)?.size ?? 0) < wanted);
    if (lacking.length > 0 && validUntil === undefined && uncoveredSince === undefined)
      return [
        `${cluster.name} was never served, and is not called uncovered at ${iso(world.now)}: it lacks ${lacking}`,
      ];
    const isPromised = Date.parse(validUntil ?? '') > world.now;
    if (!isPromised || lacking.length <= uncovered) return [];
    return [
      `${cluster.name} is ${phase} with ${uncovered} namespaces uncovered at ${iso(world.now)}, and lacks ${lacking}`,
    ];
  });

/** Whether the record says for this very spec where pods can pull. */
function isTold({ phase, version, countedVersion, servedVersion }: SeenRecord): boolean {
  return ['Healthy', 'Degraded', 'Failing'].includes(phase) && (countedVersion ?? servedVersion) === version;
}

/** `namespace/name` of the secrets that targets choose, in namespaces that others left alone. */
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
