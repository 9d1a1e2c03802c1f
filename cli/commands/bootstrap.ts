import { Option } from '@commander-js/extra-typings';
import { tokenLifeOf } from '../bootstrap/tokenLife.ts';
import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';
import { collect } from '../select/options.ts';

export const bootstrap: Declare = (root, run) => {
  root
    .command('bootstrap')
    .description(
      'Take a cluster from your own kubeconfig to Healthy: smallest RBAC, a token that renews itself, registered',
    )
    .argument('[name]', 'of the cluster; with --file it may be in there')
    .option('--context <context>', 'your context for the cluster')
    .option('--kubeconfig <file>', 'the file with the context (default: KUBECONFIG, then ~/.kube/config)')
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .option('--registry <account/region>', 'ECR registry to pull from; repeat it, or use commas', collect)
    .option(
      '-f, --file <file>',
      'the cluster as JSON or YAML, as the API takes it, or a fleet file; - reads stdin',
    )
    .option('-l, --label <key=value>', 'label of the cluster; repeated', collect)
    .option('--site <site>', 'deployed site whose network reaches the cluster')
    .option('--server <url>', 'address of the API server, as PullPass reaches it')
    .option(
      '--ca-file <file>',
      'CAs of that address, in PEM (default: the public ones, then those of your context)',
    )
    .option('--tls-server-name <name>', 'name in the certificate of that address')
    .option('--proxy-url <url>', 'proxy on the way from PullPass to the cluster')
    .option('--identity <namespace/name>', 'service account for PullPass (default: pullpass/pullpass)')
    .option('--token-life <life>', 'life to ask for, such as 12h (default: 30d)', tokenLifeOf)
    .option('--dry-run', 'make all checks, print the manifests, and change nothing')
    .addOption(
      new Option('--undo', 'deregister the cluster, and remove what bootstrap made in it').conflicts(
        'dryRun',
      ),
    )
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../bootstrap/bootstrap.ts')).bootstrap(name, command.optsWithGlobals(), io),
      ),
    );
};
