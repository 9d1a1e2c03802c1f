import { afterAll, beforeAll, describe } from '@jest/globals';
import { startWorld, type World } from './world.ts';

/** Runs groups of scenarios, in their order, on one service that was deployed by `npm run deploy`. */
export function inAWorld(groups: Readonly<Record<string, (world: () => World) => void>>): void {
  let world: World | undefined;

  beforeAll(async () => {
    world = await startWorld();
  }, 300_000);

  afterAll(() => world?.stop(), 60_000);

  const ready = () => {
    if (!world) throw new Error('The world of the scenarios did not start.');
    return world;
  };
  for (const [name, declare] of Object.entries(groups)) describe(name, () => declare(ready));
}
