import { bootstrappedFleetScenarios } from './scenarios/program/bootstrappedFleet.ts';
import { everyCommandScenarios } from './scenarios/program/everyCommand.ts';
import { fromACloneScenarios } from './scenarios/program/fromAClone.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startProgramWorld } from './world/programWorld.ts';

/**
 * What an admin does with a new clone, on a machine with only Node; and every command against a deployed, signed API.
 */
inAWorld(worldOf(startProgramWorld, 600_000), {
  'from a clone to a Healthy fleet': fromACloneScenarios,
  'a fleet file that bootstraps': bootstrappedFleetScenarios,
  'every command': everyCommandScenarios,
});
