import { CommandError, exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { type Done, type Ref, shownRef } from './rbac/plan.ts';

/** What was made so far, so that an end at any point can report it, and say how to continue or undo. */
export interface Trail {
  note(ref: Ref, done: Done): void;
  /**
   * Notes something that is not an object of the cluster, such as `prod-eu-1 is registered.`; returns what removes the
   * note.
   */
  say(sentence: string): () => void;
  /** Runs one step; between two steps, Ctrl-C ends everything. Rejects with a CommandError that reports the trail. */
  step<T>(work: () => Promise<T>): Promise<T>;
}

/** Objects of one kind that are named; the rest are counted. */
const shown = 8;

/** @param commands to continue, and to undo */
export function trailOf({ signal }: Pick<Io, 'signal'>, commands: Commands): Trail {
  const done: { ref: Ref; done: Done }[] = [];
  const said: string[] = [];
  const lines = () => madeLines(done, said);
  const interrupted = () =>
    new CommandError(['Interrupted.', ...lines()].join('\n'), {
      remedy: remedyOf(commands, done.length + said.length > 0),
      exitCode: exitCodes.interrupted,
    });
  return {
    note: (ref, how) => void done.push({ ref, done: how }),
    say(sentence) {
      said.push(sentence);
      return () => void said.splice(said.indexOf(sentence), 1);
    },
    async step(work) {
      if (signal.aborted) throw interrupted();
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) throw interrupted();
        if (!(error instanceof CommandError) || error.exitCode === exitCodes.usage) throw error;
        throw new CommandError([error.message, ...lines()].join('\n'), {
          remedy: [error.remedy, remedyOf(commands, done.length + said.length > 0)]
            .filter(Boolean)
            .join('\n→ '),
          exitCode: error.exitCode,
          cause: error,
        });
      }
    },
  };
}

export interface Commands {
  goOn: string;
  /** Absent while it is being undone. */
  undo?: string;
}

function remedyOf({ goOn, undo }: Commands, made: boolean): string {
  if (!made) return `Then run it again: ${goOn}`;
  return `Then go on: ${goOn}${undo === undefined ? '' : `\n→ Or undo it: ${undo}`}`;
}

/** Pure: what an admin has to know about what was done. */
export function madeLines(all: readonly { ref: Ref; done: Done }[], said: readonly string[]): string[] {
  if (all.length + said.length === 0) return ['Nothing was made or changed.'];
  const of = (done: Done, word: string) => {
    const refs = all.filter((each) => each.done === done).map(({ ref }) => shownRef(ref));
    const more = refs.length > shown ? ` and ${refs.length - shown} more` : '';
    return refs.length === 0 ? [] : [`${word}: ${refs.slice(0, shown).join(', ')}${more}.`];
  };
  return [...of('created', 'Made'), ...of('changed', 'Changed'), ...of('removed', 'Removed'), ...said];
}
