import { Failure } from '../failure.ts';
import { isConflict, isNotFound, isPatchTestFailed } from './apiErrors.ts';
import type { NamespacedName } from './objects.ts';

const attempts = 8;
const pauseMilliseconds = 25;

/** An object that others change too, and what to do with it. */
export interface Edit<Seen, Done> {
  what: 'Secret' | 'Service account';
  object: NamespacedName;
  read: () => Promise<Seen>;
  /** Decides from what was read, and writes only to that version. */
  act: (seen: Seen) => Promise<Done>;
}

/**
 * Reads an object and acts on it. If somebody else wrote in between (another version, a deleted object, or a failed
 * `test` in the patch), reads and decides again. Throws a Failure, also if that happens too often.
 */
export async function retryOnConflict<Seen, Done>(
  { what, object: { namespace, name }, read, act }: Edit<Seen, Done>,
  { random, sleep }: { random: () => number; sleep: (milliseconds: number) => Promise<void> },
): Promise<Done> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const seen = await read();
    try {
      return await act(seen);
    } catch (error) {
      if (!isConflict(error) && !isPatchTestFailed(error) && !isNotFound(error)) throw error;
      await sleep(random() * pauseMilliseconds * 2 ** attempt);
    }
  }
  throw new Failure(
    'conflict',
    `${what} ${namespace}/${name} was changed by others ${attempts} times in a row`,
    { remedy: `Find what keeps rewriting ${namespace}/${name}. The push is retried.` },
  );
}
