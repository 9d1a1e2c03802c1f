import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';

export const rotate: Declare = (root, run) => {
  root
    .command('rotate')
    .description('Put another credential in the place of the one in use, after checking it')
    .argument('<name>', 'of the cluster')
    .addOption(new Option('--kubeconfig <file>', 'the new kubeconfig; - reads stdin').makeOptionMandatory())
    .addOption(new Option('--context <context>', 'its context (default: the one in use now)'))
    .addOption(new Option('--dry-run', 'check, and store nothing'))
    .addOption(new Option('--no-preflight', 'skip the checks'))
    .action((name, _, command) =>
      run(async (io) => (await import('../actions/rotate.ts')).rotate(name, command.optsWithGlobals(), io)),
    );
};
