import { defaultRenewalSettings } from '../../../../../shared/clusters/renewal/settings.ts';
import type { ChaosCluster } from '../../service/cluster.ts';
import { minute, type World } from '../../world.ts';
import { type Invariant, iso } from '../invariant.ts';
import { renewing } from './renewing.ts';
import { isUnauthorized } from './unauthorizedIfDead.ts';

/** The longest wait after a disturbance: the longest backoff, a claim, and the time between versions. */
const aftermath = 35 * minute;

/**
 * A reachable cluster whose credential renews itself never becomes unauthorized: if nothing is wrong, and some
 * credential lives longer than the after-effects of earlier disturbances, one works in the end.
 */
export const renewedInTime: Invariant = (world, seen) =>
  renewing(world, seen).flatMap(({ cluster, record, named, namedBefore }) => {
    const wasPaused = seen.before.records.get(cluster.name)?.phase === 'Paused';
    if (!world.lived || isDisturbed(world, cluster) || record.phase === 'Paused' || wasPaused) return [];
    const lived = namedBefore.some(
      ({ endsAt, isRefused }) => !isRefused && endsAt > world.before.at + aftermath,
    );
    if (!lived) return [];
    const failure = record.kubeconfig.renewal?.failure;
    const saying = `${JSON.stringify(record.error)}, ${JSON.stringify(failure)}`;
    if (!named.some(({ works }) => works))
      return [
        `${cluster.name} has no credential left at ${iso(world.now)}, and nothing was wrong: ${saying}`,
      ];
    return isUnauthorized(record) ? [`${cluster.name} is unauthorized, and nothing is wrong: ${saying}`] : [];
  });

function isDisturbed(world: World, { sim, broken, minting, refusing }: ChaosCluster): boolean {
  const isSkewed = world.skew !== 0 || world.workers.some(({ skew }) => skew !== 0);
  const isTooShort =
    (sim.longestTokenLife ?? Number.POSITIVE_INFINITY) * 1_000 < defaultRenewalSettings.shortest;
  return broken || refusing || minting !== 'right' || isTooShort || world.awsBroken || isSkewed;
}
