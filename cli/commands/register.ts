import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';
import { collect } from '../select/options.ts';

export const register: Declare = (root, run) => {
  root
    .command('register')
    .description('Register a cluster, after checking everything that a push needs')
    .argument('[name]', 'of the cluster; with --file it may be in there')
    .option('-f, --file <file>', 'the cluster as JSON or YAML, as the API takes it; - reads stdin')
    .option('--kubeconfig <file>', 'kubeconfig for PullPass; - reads stdin')
    .option('--context <context>', 'its context (default: its current-context)')
    .option('--registry <account/region>', 'ECR registry to pull from; repeat it, or use commas', collect)
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .option('-l, --label <key=value>', 'label of the cluster; repeated', collect)
    .option('--site <site>', 'deployed site whose network reaches the cluster')
    .option('--renew', 'let its token renew itself; it must be a service account’s token')
    .option('--dry-run', 'check, and store nothing')
    .option('--no-preflight', 'skip the checks')
    .addOption(
      new Option('--wait', 'wait until the cluster is Healthy, or the first push failed').conflicts('dryRun'),
    )
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../register/register.ts')).register(name, command.optsWithGlobals(), io),
      ),
    );
};
