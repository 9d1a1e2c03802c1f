import { inAWorld } from './recovery/inAWorld.ts';
import { smokeScenarios } from './recovery/smoke.ts';

/** `npm run smoke` against a service that works, and against one that does not. */
inAWorld({ 'npm run smoke': smokeScenarios });
