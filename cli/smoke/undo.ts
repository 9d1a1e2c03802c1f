import type { Steps } from './steps.ts';

/** What was made, and how to unmake it. */
export interface Undo {
  what: string;
  by: () => Promise<void>;
}

/** Last made, first undone; what cannot be undone does not keep the rest. Answers the last failure. */
export async function undoAll(made: readonly Undo[], steps: Steps): Promise<unknown> {
  let failure: unknown;
  for (const { what, by } of made.toReversed()) {
    try {
      await steps.run(what, async () => ({ say: '', value: await by() }));
    } catch (error) {
      failure = error;
    }
  }
  return failure;
}
