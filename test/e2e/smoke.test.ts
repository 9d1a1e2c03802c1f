import { smokeScenarios } from './recovery/smoke.ts';
import { startWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** `pullpass smoke` against a service that works, and against one that does not. */
inAWorld(worldOf(startWorld, 300_000), { 'pullpass smoke': smokeScenarios });
