import { live } from './life.ts';
import { namedCredentials } from './service/credentials.ts';
import { rotation } from './steps/perform.ts';
import { furnish } from './steps/specs.ts';
import type { Schedule } from './steps/step.ts';
import { minute, type World } from './world.ts';

/** How long a repaired fleet may take until each cluster is served: the longest backoff, a claim, and their pushes. */
const healingMinutes = 35;

/** Repairs everything that was broken, and lets the service work. Nobody requests a push. */
export async function heal(world: World, { clusters: shapes }: Schedule): Promise<void> {
  world.service.aws.faults.clear();
  world.awsBroken = false;
  world.skew = 0;
  for (const worker of world.workers) worker.skew = 0;
  for (const [index, cluster] of world.clusters.entries()) {
    cluster.sim.faults.clear();
    cluster.meddling.splice(0);
    cluster.broken = false;
    cluster.refusing = false;
    cluster.minting = 'right';
    cluster.sim.capTokens(undefined);
    cluster.deadly = false;
    const shape = shapes[index];
    if (shape !== undefined) furnish(cluster, shape);
  }
  await bringCredentials(world);
  await live(world, world.now + healingMinutes * minute + world.mostSkew);
}

/** If no credential is left that lives until its cluster is served again, the admin supplies one. */
async function bringCredentials(world: World): Promise<void> {
  const { records } = await world.look();
  for (const cluster of world.clusters) {
    const record = records.get(cluster.name);
    if (record?.renew !== true) continue;
    const lastsFor = (endsAt: number) => endsAt - world.now > healingMinutes * minute;
    const named = namedCredentials(world, cluster, record);
    if (named.some(({ works, endsAt }) => works && lastsFor(endsAt))) continue;
    await world.ask(rotation(world, cluster));
  }
}
