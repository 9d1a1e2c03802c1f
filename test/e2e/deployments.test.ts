import { deploymentScenarios } from './recovery/deployments.ts';
import { inAWorld } from './recovery/inAWorld.ts';

/** The procedures of docs/recovery.md for versions that come and go. */
inAWorld({ 'a deployment that goes wrong': deploymentScenarios });
