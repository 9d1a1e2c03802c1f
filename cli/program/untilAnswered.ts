import { CommandError, exitCodes } from './errors.ts';
import type { Io } from './io.ts';
import { overAll } from './overAll.ts';

/**
 * Sends one change, and waits for its answer even after Ctrl-C, at most 10 s: a change that is cut off may or may not
 * have been made. If no answer came, rejects with a CommandError that says so.
 *
 * @param look the command that shows whether the change was made
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
