import type { Parts } from '../api/client.ts';
import type { Root, Run } from '../program/globals.ts';

/**
 * A group of commands for a cluster's targets or registries, with `list` and `remove`.
 *
 * @returns its command `add`, whose options differ between the two
 */
export function partCommands(
  root: Root,
  run: Run,
  { one, all }: { one: string; all: Parts },
  { group, list, add, remove }: { group: string; list: string; add: string; remove: string },
) {
  const commands = root.command(one).description(group);
  commands
    .command('list')
    .alias('ls')
    .description(list)
    .argument('<name>', 'of the cluster')
    .action((name, _, command) =>
      run(async (io) =>
        (await import('../parts/listParts.ts')).listParts(all, name, command.optsWithGlobals(), io),
      ),
    );
  const adding = commands.command('add').description(add).argument('<name>', 'of the cluster');
  commands
    .command('remove')
    .alias('rm')
    .description(remove)
    .argument('<name>', 'of the cluster')
    .argument(`<${one}>`, `name of the ${one}`)
    .option('--dry-run', 'show the plan, and change nothing')
    .action((name, part, _, command) =>
      run(async (io) =>
        (await import('../parts/removePart.ts')).removePart(all, part, name, command.optsWithGlobals(), io),
      ),
    );
  return adding;
}
