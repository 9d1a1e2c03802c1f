import type { Declare } from '../program/globals.ts';
import { onSeveral } from '../select/options.ts';

const descriptions = {
  refresh: 'Push to clusters now',
  pause: 'Stop pushing to clusters; their credentials stay until they expire',
  resume: 'Push to paused clusters again, starting now',
} as const;

const declared =
  (what: keyof typeof descriptions): Declare =>
  (root, run) => {
    onSeveral(root.command(what).description(descriptions[what])).action((names, _, command) =>
      run(async (io) =>
        (await import('../actions/pushing.ts')).pushing(what, names, command.optsWithGlobals(), io),
      ),
    );
  };

export const refresh = declared('refresh');
export const pause = declared('pause');
export const resume = declared('resume');
