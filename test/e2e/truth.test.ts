import { coverageScenarios } from './scenarios/truth/coverage.ts';
import { denialScenarios } from './scenarios/truth/denials.ts';
import { planScenarios } from './scenarios/truth/plans.ts';
import { removalScenarios } from './scenarios/truth/removal.ts';
import { wayScenarios } from './scenarios/truth/ways.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startTruthWorld } from './world/truthWorld.ts';

/** What PullPass says, in a cluster that others change too, compared with what is in the cluster. */
inAWorld(worldOf(startTruthWorld, 900_000), {
  'what is called removed': removalScenarios,
  'whether an API server answered': wayScenarios,
  'what admission control denies': denialScenarios,
  'where pods are said to be able to pull': coverageScenarios,
  'what a plan says': planScenarios,
});
