import type { Invariant } from './invariant.ts';

/** Milliseconds of virtual time for a push to a cluster with nothing wrong; the network takes none. */
const undisturbed = 1_000;

/** No worker runs into its function's time limit, and no cluster waits for another. */
export const noDelay: Invariant = (world) => [
  ...world.cutOff.map((name) => `a run of ${name} was cut off by the end of its function`),
  ...world.pushes().flatMap(({ cluster, milliseconds }) => {
    const healthy = world.clusters.find(({ name }) => name === cluster)?.broken === false;
    const lagging = world.runs.some(({ lagAt }) => lagAt > 0);
    if (lagging || world.awsBroken || !healthy || milliseconds <= undisturbed) return [];
    return [`${cluster}, with nothing wrong, took ${milliseconds} ms`];
  }),
];
