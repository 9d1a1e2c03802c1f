import { deploymentScenarios } from './recovery/deployments.ts';
import { startWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** The procedures of docs/recovery.md for versions that come and go. */
inAWorld(worldOf(startWorld, 300_000), { 'a deployment that goes wrong': deploymentScenarios });
