import { sayNext } from '../output/next.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';

/** `pullpass refresh` */
export async function refresh(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  const exitCode = await each(
    {
      verb: 'Push to',
      doing: 'Asking for a push to',
      done: 'a push is on its way',
      act: (client, name) => client.refresh(name),
    },
    names,
    options,
    io,
  );
  sayNext(io, options, 'See how it went', names.length === 1 ? `get ${names[0]}` : 'status');
  return exitCode;
}
