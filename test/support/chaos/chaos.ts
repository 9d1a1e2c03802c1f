import { heal } from './heal.ts';
import { breaches, breachesInTheEnd } from './invariants/all.ts';
import { healed, served } from './invariants/served.ts';
import { collect, live } from './life.ts';
import type { Observation } from './service/observe.ts';
import type { Service } from './service/service.ts';
import { perform } from './steps/perform.ts';
import { furnish, registration } from './steps/specs.ts';
import type { Schedule, Step } from './steps/step.ts';
import { minute, World } from './world.ts';

/** What one step led to. */
export interface Passage {
  step: Step;
  /** Every run of a function: its name, and how many requests it sent. */
  runs: { name: string; effects: number }[];
  /** What push workers received, and how that ended. */
  pushes: { clusters: string[]; outcome: string }[];
  /** How many service account tokens all clusters have issued to the service. */
  minted: number;
  /** How many versions renewals have stored. */
  renewals: number;
  /** When it was over, in virtual epoch milliseconds. */
  at: number;
  seen: Observation;
}

/**
 * Registers a fleet, runs a schedule, repairs everything, and runs on. Throws an Error that says which invariant broke,
 * and after which step.
 */
export async function survive(service: Service, schedule: Schedule): Promise<Passage[]> {
  const world = await World.start(
    service,
    schedule.clusters.map((_, index) => `cluster-${index}`),
  );
  service.simulation.chance = schedule.chance ?? 0.5;
  try {
    await register(world, schedule);
    const passages: Passage[] = [];
    let before = await world.look();
    for (const [index, step] of schedule.steps.entries()) {
      await perform(world, step);
      const seen = await world.look();
      demandNone(
        breaches(world, { before, after: seen }),
        `after step ${index + 1}, ${JSON.stringify(step)}`,
      );
      const runs = world.runs.map(({ name, effects }) => ({ name, effects }));
      const pushes = world.finished.map(({ clusters, ending }) => ({ clusters, outcome: ending.outcome }));
      const minted = world.clusters.reduce((sum, { mintedAt }) => sum + mintedAt.length, 0);
      const renewals = service.versions.filter(({ isRenewal }) => isRenewal).length;
      passages.push({ step, runs, pushes, minted, renewals, at: world.now, seen });
      world.endStep();
      before = seen;
    }
    await comeThrough(world, schedule, before);
    return passages;
  } finally {
    await world.stop();
  }
}

async function register(world: World, { clusters: shapes }: Schedule): Promise<void> {
  for (const [index, cluster] of world.clusters.entries()) {
    const shape = shapes[index];
    if (shape === undefined) continue;
    world.shapes.set(cluster.name, shape);
    furnish(cluster, shape);
    if (shape.glob) world.swept.add(cluster.name);
    const body = registration(cluster, shape);
    const status = await world.drive(world.ask({ method: 'POST', path: '/clusters?preflight=false', body }));
    if (status !== 201) throw new Error(`${cluster.name} could not be registered: ${world.answers.at(-1)}`);
    world.registered.add(cluster.name);
  }
  await collect(world);
  world.endStep();
}

async function comeThrough(world: World, schedule: Schedule, before: Observation): Promise<void> {
  await world.drive(heal(world, schedule));
  const after = await world.look();
  demandNone(
    [...breaches(world, { before, after }), ...healed(world, after)],
    'in the time that mending may take',
  );
  demandNone(await missingAfterAnInterval(world, schedule, after), 'an interval after all was mended');
  demandNone(breachesInTheEnd(world, { before: after, after: await world.look() }), 'in the end');
}

/** Passing time is expensive, so it passes only while something is still missing. */
async function missingAfterAnInterval(
  world: World,
  schedule: Schedule,
  seen: Observation,
): Promise<string[]> {
  if (served(world, schedule, seen).length === 0) return [];
  const intervals = [...seen.records.values()].map(({ spec }) => spec.refreshEveryMinutes);
  await world.drive(live(world, world.now + (Math.max(...intervals) + 1) * minute));
  return served(world, schedule, await world.look());
}

function demandNone(found: readonly string[], when: string): void {
  if (found.length > 0) throw new Error(`${[...new Set(found)].join('\n')}\n${when}`);
}
