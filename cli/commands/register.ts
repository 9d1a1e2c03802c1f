import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';
import { collect } from '../select/options.ts';

export const register: Declare = (root, run) => {
  root
    .command('register')
    .description('Register a cluster, after checking everything that a push needs')
    .argument('[name]', 'of the cluster; with --file it may be in there')
    .addOption(
      new Option('-f, --file <file>', 'the cluster as JSON or YAML, as the API takes it; - reads stdin'),
    )
    .addOption(new Option('--kubeconfig <file>', 'kubeconfig for PullPass; - reads stdin'))
    .addOption(new Option('--context <context>', 'its context (default: its current-context)'))
    .addOption(
      new Option(
        '--registry <account/region>',
        'ECR registry to pull from; repeat it, or use commas',
      ).argParser(collect),
    )
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .addOption(new Option('-l, --label <key=value>', 'label of the cluster; repeated').argParser(collect))
    .addOption(new Option('--site <site>', 'deployed site whose network reaches the cluster'))
    .addOption(new Option('--renew', 'let its token renew itself; it must be a service account’s token'))
    .addOption(new Option('--dry-run', 'check, and store nothing'))
    .addOption(new Option('--no-preflight', 'skip the checks'))
    .addOption(
      new Option('--wait', 'wait until the cluster is Healthy, or the first push failed').conflicts('dryRun'),
    )
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../register/register.ts')).register(name, command.optsWithGlobals(), io),
      ),
    );
};
