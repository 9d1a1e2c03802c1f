import { Failure } from '../../shared/failure.ts';
import { CommandError } from '../program/errors.ts';

/** Turns a failure of the cluster, or on the way to it, into an error for the admin at this machine. */
export async function asCommandError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new CommandError(`${error.message}.`.replace(/\.\.$/, '.'), { remedy: error.remedy, cause: error });
  }
}
