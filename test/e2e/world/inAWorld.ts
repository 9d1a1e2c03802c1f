import { afterAll, beforeAll, describe } from '@jest/globals';

/** Starts a world before the scenarios of this file, within this many milliseconds, and stops it after them. */
export function worldOf<World extends { stop(): Promise<unknown> }>(
  start: () => Promise<World>,
  milliseconds: number,
): () => World {
  let world: World | undefined;

  beforeAll(async () => {
    world = await start();
  }, milliseconds);

  afterAll(() => world?.stop(), 60_000);

  return () => {
    if (!world) throw new Error('The world of the scenarios did not start.');
    return world;
  };
}

/** Runs groups of scenarios, in order, in one world. */
export function inAWorld<World>(
  world: () => World,
  groups: Readonly<Record<string, (world: () => World) => void>>,
): void {
  for (const [name, declare] of Object.entries(groups)) describe(name, () => declare(world));
}
