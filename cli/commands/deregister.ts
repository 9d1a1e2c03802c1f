import type { Declare } from '../program/globals.ts';
import { onSeveral } from '../select/options.ts';

export const deregister: Declare = (root, run) => {
  onSeveral(
    root.command('deregister').description('Remove from clusters what PullPass put there, then forget them'),
  )
    .option('--force', 'forget them at once and leave what is in them, if they are gone for good')
    .action((names, _, command) =>
      run(async (io) =>
        (await import('../actions/deregister.ts')).deregister(names, command.optsWithGlobals(), io),
      ),
    );
};
