import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';

export const permissions: Declare = (root, run) => {
  root
    .command('permissions')
    .description('Print the smallest RBAC that targets need in a cluster, for oc apply -f -')
    .argument('[name]', 'of a registered cluster; with --file, of one in there')
    .option('-f, --file <file>', 'a cluster or a fleet file; - reads stdin')
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .option('--renew', 'for a token that renews itself')
    .option(
      '--identity <namespace/name>',
      'service account (default: the one in the cluster’s kubeconfig, else pullpass/pullpass)',
    )
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../permissions/permissions.ts')).permissions(name, command.optsWithGlobals(), io),
      ),
    );
};
