import { deploymentScenarios } from './recovery/deployments.ts';
import { startWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** The procedures in docs/recovery.md for deployments and upgrades. */
inAWorld(worldOf(startWorld, 300_000), { 'a deployment that goes wrong': deploymentScenarios });
