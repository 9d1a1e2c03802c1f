import { credentialScenarios } from './scenarios/registries/credentials.ts';
import { proofScenarios } from './scenarios/registries/proof.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startRegistriesWorld } from './world/registriesWorld.ts';

/** Every kind of registry, used as pods and builds in a real cluster use what PullPass pushed for it. */
inAWorld(worldOf(startRegistriesWorld, 900_000), {
  'every registry accepts what is pushed': credentialScenarios,
  'a credential is tried first': proofScenarios,
});
