import { tokenLifeOf } from '../bootstrap/tokenLife.ts';
import type { Declare } from '../program/globals.ts';

export const rotate: Declare = (root, run) => {
  root
    .command('rotate')
    .description('Replace a cluster’s credential with another one, after checking it')
    .argument('<name>', 'of the cluster')
    .option('--context <context>', 'your own context for the cluster, to make a new token')
    .option('--revoke', 'make a new service account with it, and delete the old one: its tokens end')
    .option('--token-life <life>', 'life to ask for, such as 12h (default: 30d)', tokenLifeOf)
    .option(
      '--kubeconfig <file>',
      'a new kubeconfig instead of a new token; - reads stdin. --context is then its context (default: the one in use now)',
    )
    .option('--dry-run', 'check, and store nothing')
    .option('--no-preflight', 'skip the checks')
    .action((name, _, command) =>
      run(async (io) => (await import('../rotate/rotate.ts')).rotate(name, command.optsWithGlobals(), io)),
    );
};
