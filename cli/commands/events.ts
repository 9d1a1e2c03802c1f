import { everyOption } from '../program/every.ts';
import type { Declare } from '../program/globals.ts';
import { wholeNumber } from '../program/wholeNumber.ts';
import { onSeveral } from '../select/options.ts';

export const events: Declare = (root, run) => {
  onSeveral(
    root
      .command('events')
      .description('Show what happened to clusters, the newest last: changes by people, failures, recoveries')
      .option('-f, --follow', 'keep printing new events until Ctrl-C')
      .option('-n, --limit <number>', 'how many of the newest', wholeNumber(1, 10_000), 20)
      .addOption(everyOption(5)),
  ).action((names, _, command) => {
    const options = command.optsWithGlobals();
    const endless = options.follow === true;
    return run(async (io) => (await import('../events/events.ts')).events(names, options, io), { endless });
  });
};
