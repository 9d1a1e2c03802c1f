import { sayNext } from '../output/next.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';

/** `pullpass pause` */
export async function pause(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  const exitCode = await each(
    { verb: 'Pause', doing: 'Pausing', done: 'paused', act: (client, name) => client.pause(name) },
    names,
    options,
    io,
  );
  sayNext(io, options, 'Push again', `resume ${names.length > 0 ? names.join(' ') : '--phase Paused'}`);
  return exitCode;
}
