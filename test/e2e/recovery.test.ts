import { deadLetterScenarios } from './recovery/deadLetters.ts';
import { inAWorld } from './recovery/inAWorld.ts';
import { tableScenarios } from './recovery/table.ts';

/** The procedures of docs/recovery.md for what is lost. */
inAWorld({
  'npm run restore': tableScenarios,
  // The last one: it makes messages come again quickly.
  'npm run redrive': deadLetterScenarios,
});
