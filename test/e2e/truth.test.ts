import { removalScenarios } from './scenarios/truth/removal.ts';
import { wayScenarios } from './scenarios/truth/ways.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startTargetsWorld } from './world/targetsWorld.ts';

/** What PullPass says, in a cluster where others have their say too, against what is in the cluster. */
inAWorld(worldOf(startTargetsWorld, 900_000), {
  'what is called removed': removalScenarios,
  'whether an API server answered': wayScenarios,
});
