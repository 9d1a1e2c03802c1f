import { Failure } from '../../shared/failure.ts';
import { CommandError } from '../program/errors.ts';

/** What the cluster, or the way to it, failed with, for the admin at this machine. */
export async function asCommandError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new CommandError(`${error.message}.`.replace(/\.\.$/, '.'), { remedy: error.remedy, cause: error });
  }
}
