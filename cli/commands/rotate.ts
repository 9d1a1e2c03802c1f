import { Option } from '@commander-js/extra-typings';
import { tokenLifeOf } from '../bootstrap/tokenLife.ts';
import type { Declare } from '../program/globals.ts';

export const rotate: Declare = (root, run) => {
  root
    .command('rotate')
    .description('Replace a cluster’s credential with another one, after checking it')
    .argument('<name>', 'of the cluster')
    .addOption(new Option('--context <context>', 'your own context for the cluster, to make a new token'))
    .addOption(
      new Option('--revoke', 'make a new service account with it, and delete the old one: its tokens end'),
    )
    .addOption(
      new Option('--token-life <life>', 'life to ask for, such as 12h (default: 30d)').argParser(tokenLifeOf),
    )
    .addOption(
      new Option(
        '--kubeconfig <file>',
        'a new kubeconfig instead of a new token; - reads stdin. --context is then its context (default: the one in use now)',
      ),
    )
    .addOption(new Option('--dry-run', 'check, and store nothing'))
    .addOption(new Option('--no-preflight', 'skip the checks'))
    .action((name, _, command) =>
      run(async (io) => (await import('../rotate/rotate.ts')).rotate(name, command.optsWithGlobals(), io)),
    );
};
