import { accessScenarios } from './scenarios/access.ts';
import { byHandScenarios } from './scenarios/byHand.ts';
import { deregistrationScenarios } from './scenarios/deregistration.ts';
import { fenceScenarios } from './scenarios/fences.ts';
import { fleetPageScenarios } from './scenarios/fleetPage.ts';
import { foreignScenarios } from './scenarios/foreign.ts';
import { leakScenarios } from './scenarios/leaks.ts';
import { outageScenarios } from './scenarios/outage.ts';
import { permissionScenarios } from './scenarios/permissions.ts';
import { refreshScenarios } from './scenarios/refresh.ts';
import { renewalScenarios } from './scenarios/renewal.ts';
import { siteScenarios } from './scenarios/sites.ts';
import { wayScenarios } from './scenarios/ways.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startWorld } from './world/world.ts';

/**
 * PullPass as it is deployed: packaged, then deployed by `pullpass deploy` into an emulated AWS that checks signatures
 * and IAM policies. It pushes to a real kube-apiserver, for pulls from a real registry.
 */
inAWorld(worldOf(startWorld, 900_000), {
  'who may call': accessScenarios,
  'who may touch what': fenceScenarios,
  'a cluster is kept able to pull': refreshScenarios,
  'what others own': foreignScenarios,
  'the role in docs/permissions.md': permissionScenarios,
  'a cluster that does not answer': outageScenarios,
  'a token by hand': byHandScenarios,
  'ways to a cluster': wayScenarios,
  'clusters of a site': siteScenarios,
  'the fleet page': fleetPageScenarios,
  'a credential that renews itself': renewalScenarios,
  deregistering: deregistrationScenarios,
  // Last: it searches what all others left.
  'what is left of credentials': leakScenarios,
});
