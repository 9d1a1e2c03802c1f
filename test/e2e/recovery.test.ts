import { deadLetterScenarios } from './recovery/deadLetters.ts';
import { tableScenarios } from './recovery/table.ts';
import { startWorld } from './recovery/world.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';

/** The procedures in docs/recovery.md for what is lost. */
inAWorld(worldOf(startWorld, 300_000), {
  'pullpass restore': tableScenarios,
  // Last: it makes messages come again quickly.
  'pullpass redrive': deadLetterScenarios,
});
