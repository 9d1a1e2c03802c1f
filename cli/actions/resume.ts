import { sayNext } from '../output/next.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';

/** `pullpass resume` */
export async function resume(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  const exitCode = await each(
    {
      verb: 'Resume',
      doing: 'Resuming',
      done: 'resumed; a push is on its way',
      act: (client, name) => client.resume(name),
    },
    names,
    options,
    io,
  );
  sayNext(io, options, 'See how it went', names.length === 1 ? `get ${names[0]}` : 'status');
  return exitCode;
}
