import type { Declare } from '../program/globals.ts';
import { onSeveral } from '../select/options.ts';

export const check: Declare = (root, run) => {
  onSeveral(
    root
      .command('check')
      .description('Check now, in the push function, whether a push would work; changes nothing'),
  ).action((names, _, command) =>
    run(async (io) => (await import('../check/check.ts')).check(names, command.optsWithGlobals(), io)),
  );
};
