import { Option } from '@commander-js/extra-typings';
import type { Declare } from '../program/globals.ts';

export const registry: Declare = (root, run) => {
  const group = root
    .command('registry')
    .description('List, add and remove registries that a cluster pulls from');
  group
    .command('list')
    .alias('ls')
    .description('List the registries of a cluster')
    .argument('<name>', 'of the cluster')
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../actions/registry.ts')).listRegistries(name, command.optsWithGlobals(), io),
      ),
    );
  group
    .command('add')
    .description('Add or replace a registry of a cluster, after checking everything that it needs')
    .argument('<name>', 'of the cluster')
    .argument('[registry]', 'name of the registry (default: the file’s)')
    .addOption(
      new Option('-f, --file <file>', 'the registry as JSON or YAML, as the API takes it; - reads stdin'),
    )
    .addOption(new Option('--ecr <account/region>', 'ECR registry, such as 123456789012/eu-west-1'))
    .addOption(new Option('--probe <image>', 'image in it by which each new credential is tested'))
    .addOption(new Option('--dry-run', 'check, show the plan, and change nothing'))
    .addOption(new Option('--no-preflight', 'skip the checks'))
    .action((name, registry, _, command) =>
      run(async (io) =>
        (await import('../actions/registry.ts')).addRegistry(name, registry, command.optsWithGlobals(), io),
      ),
    );
  group
    .command('remove')
    .alias('rm')
    .description('Remove a registry from a cluster, and its credential from the secrets there')
    .argument('<name>', 'of the cluster')
    .argument('<registry>', 'name of the registry')
    .addOption(new Option('--dry-run', 'show the plan, and change nothing'))
    .action((name, registry, _, command) =>
      run(async (io) =>
        (await import('../actions/registry.ts')).removeRegistry(
          name,
          registry,
          command.optsWithGlobals(),
          io,
        ),
      ),
    );
};
