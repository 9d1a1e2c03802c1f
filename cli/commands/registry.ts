import type { Declare } from '../program/globals.ts';
import { partCommands } from './parts.ts';

const words = {
  group: 'List, add and remove registries that a cluster pulls from',
  list: 'List the registries of a cluster',
  add: 'Add or replace a registry of a cluster, after checking everything that it needs',
  remove: 'Remove a registry from a cluster, and its credential from the secrets there',
};

export const registry: Declare = (root, run) => {
  partCommands(root, run, { one: 'registry', all: 'registries' }, words)
    .argument('[registry]', 'name of the registry (default: the file’s)')
    .option('-f, --file <file>', 'the registry as JSON or YAML, as the API takes it; - reads stdin')
    .option('--ecr <account/region>', 'ECR registry, such as 123456789012/eu-west-1')
    .option('--probe <image>', 'image in it by which each new credential is tested')
    .option('--dry-run', 'check, show the plan, and change nothing')
    .option('--no-preflight', 'skip the checks')
    .action((name, registry, _, command) =>
      run(async (io) =>
        (await import('../parts/addRegistry.ts')).addRegistry(name, registry, command.optsWithGlobals(), io),
      ),
    );
};
