import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { each } from './each.ts';

/** `pullpass pause` */
export async function pause(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  return each(
    {
      command: 'pause',
      question: (clusters) => `Pause ${clusters}?`,
      doing: 'Pausing',
      done: 'paused',
      act: (client, name) => client.pause(name),
      next: (given) => ({
        why: 'Push again',
        command: `resume ${given.length > 0 ? given.join(' ') : '--phase Paused'}`,
      }),
    },
    names,
    options,
    io,
  );
}
