import { smokeScenarios } from './recovery/smoke.ts';
import { startPackedWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** What the package deploys, and `pullpass smoke` against it while it works, and while it does not. */
inAWorld(worldOf(startPackedWorld, 420_000), { 'pullpass smoke': smokeScenarios });
