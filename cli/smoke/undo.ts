import type { Steps } from './steps.ts';

/** Something that was made, and how to undo it. */
export interface Undo {
  what: string;
  by: () => Promise<void>;
}

/** Undoes the last first; if one fails, the others continue. Returns the last failure. */
export async function undoAll(made: readonly Undo[], steps: Steps): Promise<unknown> {
  let failure: unknown;
  for (const { what, by } of made.toReversed()) {
    try {
      await steps.run(what, by);
    } catch (error) {
      failure = error;
    }
  }
  return failure;
}
