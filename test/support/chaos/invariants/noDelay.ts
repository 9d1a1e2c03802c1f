import type { Invariant } from './invariant.ts';

/** Milliseconds that a push to a cluster with nothing wrong may take in virtual time, where a wire takes none. */
const undisturbed = 1_000;

/** No worker runs into the end of its function, and no cluster waits for another one. */
export const noDelay: Invariant = (world) => [
  ...world.cutOff.map((name) => `a run of ${name} was cut off by the end of its function`),
  ...world.pushes().flatMap(({ cluster, milliseconds }) => {
    const healthy = world.clusters.find(({ name }) => name === cluster)?.broken === false;
    const lagging = world.runs.some(({ lagAt }) => lagAt > 0);
    if (lagging || world.awsBroken || !healthy || milliseconds <= undisturbed) return [];
    return [`${cluster}, with nothing wrong, took ${milliseconds} ms`];
  }),
];
