import type { Client } from '../api/client.ts';
import { CommandError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { overAll } from '../program/overAll.ts';
import type { Chosen } from '../select/options.ts';
import { planLines } from '../terminal/planLines.ts';
import { withProgress } from '../terminal/progress.ts';
import { printable, wrapped } from '../terminal/text.ts';
import { each } from './each.ts';

/** `pullpass deregister` */
export async function deregister(
  names: readonly string[],
  options: Globals & Chosen & { force?: true },
  io: Io,
): Promise<number> {
  const { force = false } = options;
  return each(
    {
      command: force ? 'deregister --force' : 'deregister',
      question: (clusters) =>
        force ? `Forget ${clusters}, and leave what PullPass wrote there?` : `Deregister ${clusters}?`,
      doing: force ? 'Forgetting' : 'Deregistering',
      done: force
        ? 'forgotten; what PullPass wrote is still in the cluster'
        : 'what PullPass wrote is being removed',
      grave: true,
      foresee: force ? undefined : (client, chosen) => foresee(client, chosen, io),
      act: (client, name) => client.deregister(name, { force }),
      next: () =>
        force
          ? undefined
          : { why: 'See which clusters still hold something', command: 'list --phase Deregistering' },
    },
    names,
    options,
    io,
  );
}

/** Up to this many clusters, each object is listed; for more, only that objects are removed. */
const mostTold = 10;

/** Shows what will be removed, before the question. */
async function foresee(client: Client, names: readonly string[], io: Io): Promise<readonly string[]> {
  if (names.length > mostTold) return [];
  const [only] = names;
  const width = columnsOf(io.stderr);
  if (only !== undefined && names.length === 1)
    return planLines((await client.tryDeregister(only)).plan, { width });
  const outcomes = await withProgress(io, 'Asking what would be removed', () =>
    overAll(names, (name) => client.tryDeregister(name), io),
  );
  return names.flatMap((name, index) => {
    const outcome = outcomes[index];
    // A refusal is reported as its cluster's result; the others continue.
    if (outcome?.is === 'failed' && !(outcome.error instanceof CommandError)) throw outcome.error;
    if (outcome?.is !== 'done') return [];
    return [
      ...wrapped(`${printable(name)}:`, width),
      ...planLines(outcome.value.plan, { width, indent: '  ' }),
    ];
  });
}
