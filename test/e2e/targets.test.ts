import { argocdScenarios } from './scenarios/targets/argocd.ts';
import { badInputScenarios } from './scenarios/targets/badInput.ts';
import { globalPullSecretScenarios } from './scenarios/targets/globalPullSecret.ts';
import { imagePullSecretScenarios } from './scenarios/targets/imagePullSecret.ts';
import { jenkinsScenarios } from './scenarios/targets/jenkins.ts';
import { leavingScenarios } from './scenarios/targets/leaving.ts';
import { movingInScenarios } from './scenarios/targets/movingIn.ts';
import { namedSecretScenarios } from './scenarios/targets/namedSecrets.ts';
import { sweepScenarios } from './scenarios/targets/sweeps.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startTargetsWorld } from './world/targetsWorld.ts';

/** What each kind of target leaves in a real cluster, read as its consumers read it, and what happens to it later. */
inAWorld(worldOf(startTargetsWorld, 900_000), {
  'pull secrets of namespaces': imagePullSecretScenarios,
  'Argo CD': argocdScenarios,
  Jenkins: jenkinsScenarios,
  'secrets of any name': namedSecretScenarios,
  'the pull secret of a whole cluster': globalPullSecretScenarios,
  'between refreshes': sweepScenarios,
  'moving in': movingInScenarios,
  'bad input': badInputScenarios,
  // Last: it looks at what all others left.
  deregistering: leavingScenarios,
});
