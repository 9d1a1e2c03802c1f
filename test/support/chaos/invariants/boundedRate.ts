import type { Invariant } from './invariant.ts';

/** Requests of one push at most, retries included: some 20 calls of AWS, and 3 namespaces with a service account. */
const mostRequests = 250;

/** Retries are bounded in number. */
export const boundedRate: Invariant = (world) => [
  ...world.finished.flatMap(({ run, clusters }) =>
    run.effects > mostRequests * clusters.length
      ? [`a push to ${clusters} took ${run.effects} requests`]
      : [],
  ),
  ...[...world.dispatches].flatMap(([cluster, times]) => {
    const asked = world.asked.filter((each) => each.cluster === cluster).length;
    // One at once, and then after the shortest backoff at the soonest; a clock that is behind makes it a tick's minute.
    const most = 2 + asked + (world.now - world.startedAt) / 48_000;
    return times > most
      ? [`${cluster} was dispatched ${times} times in ${world.now - world.startedAt} ms`]
      : [];
  }),
];
