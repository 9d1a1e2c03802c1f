import type { Observation } from '../service/observe.ts';
import type { World } from '../world.ts';

/** What must hold after every step. Each returned sentence is a breach. */
export type Invariant = (world: World, seen: { before: Observation; after: Observation }) => string[];

export const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
