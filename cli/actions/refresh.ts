import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';
import { seeHowItWent } from './seeHowItWent.ts';

/** `pullpass refresh` */
export async function refresh(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  return each(
    {
      command: 'refresh',
      question: (clusters) => `Push to ${clusters}?`,
      doing: 'Asking for a push to',
      done: 'a push is on its way',
      act: (client, name) => client.refresh(name),
      next: seeHowItWent,
    },
    names,
    options,
    io,
  );
}
