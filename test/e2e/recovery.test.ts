import { deadLetterScenarios } from './recovery/deadLetters.ts';
import { tableScenarios } from './recovery/table.ts';
import { startWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** The procedures in docs/recovery.md for what is lost. */
inAWorld(worldOf(startWorld, 300_000), {
  'pullpass restore': tableScenarios,
  // Runs last, because it makes SQS deliver messages again after a shorter time.
  'pullpass redrive': deadLetterScenarios,
});
