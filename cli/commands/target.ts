import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';

export const target: Declare = (root, run) => {
  const group = root.command('target').description('List, add and remove what is written into a cluster');
  group
    .command('list')
    .alias('ls')
    .description('List the targets of a cluster')
    .argument('<name>', 'of the cluster')
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../actions/target.ts')).listTargets(name, command.optsWithGlobals(), io),
      ),
    );
  group
    .command('add')
    .description('Add or replace a target of a cluster, after checking everything that it needs')
    .argument('<name>', 'of the cluster')
    .argument('[target]', 'name of the target (default: the file’s, then its kind)')
    .addOption(
      new Option('-f, --file <file>', 'the target as JSON or YAML, as the API takes it; - reads stdin'),
    )
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .addOption(new Option('--dry-run', 'check, show the plan, and change nothing'))
    .addOption(new Option('--no-preflight', 'skip the checks'))
    .action((name, target, _, command) =>
      run(async (io) =>
        (await import('../actions/target.ts')).addTarget(name, target, command.optsWithGlobals(), io),
      ),
    );
  group
    .command('remove')
    .alias('rm')
    .description('Remove a target from a cluster, and what it wrote')
    .argument('<name>', 'of the cluster')
    .argument('<target>', 'name of the target')
    .addOption(new Option('--dry-run', 'show the plan, and change nothing'))
    .action((name, target, _, command) =>
      run(async (io) =>
        (await import('../actions/target.ts')).removeTarget(name, target, command.optsWithGlobals(), io),
      ),
    );
};
