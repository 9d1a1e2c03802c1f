import { afterAll, beforeAll, describe } from '@jest/globals';
import { deadLetterScenarios } from './recovery/deadLetters.ts';
import { deploymentScenarios } from './recovery/deployments.ts';
import { smokeScenarios } from './recovery/smoke.ts';
import { tableScenarios } from './recovery/table.ts';
import { startWorld, type World } from './recovery/world.ts';

/** The procedures of docs/recovery.md, on a service that was deployed by `npm run deploy`. */
const parts = {
  'npm run smoke': smokeScenarios,
  'a deployment that goes wrong': deploymentScenarios,
  'npm run restore': tableScenarios,
  // The last one: it makes messages come again quickly.
  'npm run redrive': deadLetterScenarios,
};

let world: World | undefined;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);

afterAll(() => world?.stop(), 60_000);

const ready = () => {
  if (!world) throw new Error('The world of the scenarios did not start.');
  return world;
};
for (const [name, declare] of Object.entries(parts)) describe(name, () => declare(ready));
