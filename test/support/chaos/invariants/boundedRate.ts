import { defaultSweepMinutes } from '../../../../shared/clusters/schedule.ts';
import { minute } from '../world.ts';
import type { Invariant } from './invariant.ts';

/** Most requests of one push, retries included: some 20 calls of AWS, and 3 namespaces with a service account. */
const mostRequests = 250;

/**
 * Retries are bounded in number and rate. A failing cluster is dispatched after 0, 1, 3, 7 and 15 minutes and then
 * every quarter of an hour, with some jitter; if a clock is behind, at each tick at most. Sweeps and renewals come in
 * addition, and attempts to renew: the less life is left, the sooner, but at most one a minute.
 */
export const boundedRate: Invariant = (world, { before, after }) => [
  ...world.finished.flatMap(({ run, clusters }) =>
    run.effects > mostRequests * clusters.length
      ? [`a push to ${clusters} took ${run.effects} requests`]
      : [],
  ),
  ...[...world.dispatches].flatMap(([cluster, times]) => {
    const { at, dispatches, asked } = world.before;
    const byAdmins = world.asked.slice(asked).filter((each) => each.cluster === cluster).length;
    const elapsed = world.now - at;
    const sweeps = world.swept.has(cluster) ? elapsed / (defaultSweepMinutes * minute) : 0;
    const isTried = [before, after].some(({ records }) => records.get(cluster)?.kubeconfig.renewal?.triedAt);
    const tries = isTried ? elapsed / minute : 0;
    const { mintedAt = [] } = world.clusters.find(({ name }) => name === cluster) ?? {};
    const renewals = mintedAt.filter((time) => time >= at).length;
    const most =
      byAdmins +
      sweeps +
      tries +
      renewals +
      (world.mostBehind > 0 ? 2 + elapsed / minute : 4 + elapsed / (10 * minute));
    const inStep = times - (dispatches.get(cluster) ?? 0);
    return inStep > most ? [`${cluster} was dispatched ${inStep} times in ${elapsed / minute} minutes`] : [];
  }),
];
