import { fitScenarios } from './scenarios/terminal/fits.ts';
import { interruptScenarios } from './scenarios/terminal/interrupts.ts';
import { noTerminalScenarios } from './scenarios/terminal/noTerminal.ts';
import { questionScenarios } from './scenarios/terminal/questions.ts';
import { inAWorld, worldOf } from './world/inAWorld.ts';
import { startTerminalWorld } from './world/terminalWorld.ts';

/** pullpass in a real terminal, and without one, over a fleet that `npm start` serves. */
inAWorld(worldOf(startTerminalWorld, 120_000), {
  'what fits': fitScenarios,
  questions: questionScenarios,
  'without a terminal': noTerminalScenarios,
  // Last: it registers more.
  'Ctrl-C': interruptScenarios,
});
