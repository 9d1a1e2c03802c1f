import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { Chosen } from '../select/options.ts';
import { type Deed, each } from './each.ts';

/** The command that shows how the requested pushes went. */
const seeHowItWent: Deed['next'] = (names) => ({
  why: 'See how it went',
  command: names.length === 1 ? `get ${names[0]}` : 'status',
});

const deeds = {
  refresh: {
    question: (clusters) => `Push to ${clusters}?`,
    doing: 'Asking for a push to',
    done: 'a push is on its way',
    act: (client, name) => client.refresh(name),
    next: seeHowItWent,
  },
  pause: {
    question: (clusters) => `Pause ${clusters}?`,
    doing: 'Pausing',
    done: 'paused',
    act: (client, name) => client.pause(name),
    next: (names) => ({
      why: 'Push again',
      command: `resume ${names.length > 0 ? names.join(' ') : '--phase Paused'}`,
    }),
  },
  resume: {
    question: (clusters) => `Resume ${clusters}?`,
    doing: 'Resuming',
    done: 'resumed; a push is on its way',
    act: (client, name) => client.resume(name),
    next: seeHowItWent,
  },
} satisfies Readonly<Record<string, Omit<Deed, 'command'>>>;

/** `pullpass refresh`, `pullpass pause` and `pullpass resume` */
export const pushing = (
  command: keyof typeof deeds,
  names: readonly string[],
  options: Globals & Chosen,
  io: Io,
): Promise<number> => each({ command, ...deeds[command] }, names, options, io);
