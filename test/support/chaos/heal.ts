import { live } from './life.ts';
import { furnish } from './steps/specs.ts';
import type { Schedule } from './steps/step.ts';
import { minute, type World } from './world.ts';

/** How long a mended fleet may take until each cluster is served: the longest backoff, a claim, and their pushes. */
export const healingMinutes = 35;

/** Mends everything that was broken, and lets the service work. Nobody asks it for a push. */
export async function heal(world: World, { clusters: shapes }: Schedule): Promise<void> {
  world.service.aws.faults.clear();
  world.awsBroken = false;
  world.skew = 0;
  for (const worker of world.workers) worker.skew = 0;
  for (const [index, cluster] of world.clusters.entries()) {
    cluster.sim.faults.clear();
    cluster.meddling.splice(0);
    cluster.broken = false;
    cluster.deadly = false;
    const shape = shapes[index];
    if (shape !== undefined) furnish(cluster, shape);
  }
  await live(world, world.now + healingMinutes * minute + world.mostSkew);
}
