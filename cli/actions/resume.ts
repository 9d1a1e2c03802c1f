import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';
import { seeHowItWent } from './seeHowItWent.ts';

/** `pullpass resume` */
export async function resume(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  return each(
    {
      command: 'resume',
      question: (clusters) => `Resume ${clusters}?`,
      doing: 'Resuming',
      done: 'resumed; a push is on its way',
      act: (client, name) => client.resume(name),
      next: seeHowItWent,
    },
    names,
    options,
    io,
  );
}
