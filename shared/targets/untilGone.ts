import { Failure } from '../failure.ts';

/** How many times to remove something that reappears. */
const mostRemovals = 3;

/**
 * Removes something until it is seen to be gone. Returns whether it had been there.
 *
 * @param takeOut returns whether there was anything to remove. `again`: whether this is not the first attempt
 * @param comesBack the Failure if it reappears each time
 */
export async function untilGone(
  takeOut: (again: boolean) => Promise<boolean>,
  comesBack: { message: string; remedy: string },
): Promise<boolean> {
  for (let removals = 0; removals <= mostRemovals; removals++)
    if (!(await takeOut(removals > 0))) return removals > 0;
  throw new Failure('conflict', comesBack.message, comesBack);
}
