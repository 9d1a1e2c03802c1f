import type { Declare } from '../program/globals.ts';
import { namespacesOption, secretNameOption, serviceAccountsOption } from '../register/targetOptions.ts';
import { partCommands } from './parts.ts';

const words = {
  group: 'List, add and remove what is written into a cluster',
  list: 'List the targets of a cluster',
  add: 'Add or replace a target of a cluster, after checking everything that it needs',
  remove: 'Remove a target from a cluster, and what it wrote',
};

export const target: Declare = (root, run) => {
  partCommands(root, run, { one: 'target', all: 'targets' }, words)
    .argument('[target]', 'name of the target (default: the file’s, then its kind)')
    .option('-f, --file <file>', 'the target as JSON or YAML, as the API takes it; - reads stdin')
    .addOption(namespacesOption())
    .addOption(serviceAccountsOption())
    .addOption(secretNameOption())
    .option('--dry-run', 'check, show the plan, and change nothing')
    .option('--no-preflight', 'skip the checks')
    .action((name, target, _, command) =>
      run(async (io) =>
        (await import('../parts/addTarget.ts')).addTarget(name, target, command.optsWithGlobals(), io),
      ),
    );
};
