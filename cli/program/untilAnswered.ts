import { CommandError, exitCodes } from './errors.ts';
import type { Io } from './io.ts';
import { overAll } from './overAll.ts';

/**
 * Makes one change, and waits for its answer even after Ctrl-C, 10 s at most: a change that is cut off may have been
 * made or not. Rejects with a CommandError that says so where no answer came.
 *
 * @param look the command that shows whether it was made
 */
export async function untilAnswered<T>(
  change: () => Promise<T>,
  look: string,
  { signal }: Pick<Io, 'signal'>,
  patience?: number,
): Promise<T> {
  const options = { signal, ...(patience !== undefined && { patience }) };
  const [outcome] = await overAll([undefined], change, options);
  if (outcome?.is === 'done') return outcome.value;
  if (outcome?.is === 'failed') throw outcome.error;
  if (outcome?.is === 'unknown')
    throw new CommandError(
      'Interrupted before the API answered: it is unknown whether the change was made.',
      {
        remedy: `${look} shows it.`,
        exitCode: exitCodes.interrupted,
      },
    );
  throw new CommandError('Interrupted. Nothing was changed.', { exitCode: exitCodes.interrupted });
}
