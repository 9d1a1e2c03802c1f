import type { Client } from '../api/client.ts';
import { sayNext } from '../output/next.ts';
import type { Globals } from '../program/globals.ts';
import { columnsOf, type Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { planLines } from '../terminal/planLines.ts';
import { each } from './each.ts';

/** `pullpass deregister` */
export async function deregister(
  names: readonly string[],
  options: Globals & Chosen & { force?: true },
  io: Io,
): Promise<number> {
  const { force = false } = options;
  const exitCode = await each(
    {
      verb: force ? 'Forget, and leave what PullPass wrote in,' : 'Deregister',
      doing: 'Deregistering',
      done: force
        ? 'forgotten; what PullPass wrote is still in the cluster'
        : 'what PullPass wrote is being removed',
      grave: true,
      foresee: force ? undefined : (client, chosen) => foresee(client, chosen, io),
      act: (client, name) => client.deregister(name, { force }),
    },
    names,
    options,
    io,
  );
  if (!force) sayNext(io, options, 'See what is still there', 'list --phase Deregistering');
  return exitCode;
}

/** What is removed, told before the question: of one cluster each object, of several only that it happens. */
async function foresee(client: Client, names: readonly string[], { stderr }: Io): Promise<readonly string[]> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) return [];
  const { plan } = await client.tryDeregister(name);
  return planLines(plan, { width: columnsOf(stderr) });
}
