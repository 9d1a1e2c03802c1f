import type { V1ServiceAccount } from '@kubernetes/client-node/dist/gen/models/V1ServiceAccount.js';
import { Failure } from '../../failure.ts';
import type { JsonPatchOperation } from '../../kubernetes/api.ts';
import { isOutdated, isPatchTestFailed } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';

const attempts = 8;
const pauseMilliseconds = 25;

/**
 * Reads a service account, and patches it if `decide` returns a patch. If somebody else wrote in between (409, or the
 * patch’s own test failed), reads and decides again. Returns whether it was patched.
 */
export async function editServiceAccount(
  { api, random, sleep }: Pick<TargetContext, 'api' | 'random' | 'sleep'>,
  namespace: string,
  name: string,
  decide: (account: V1ServiceAccount) => JsonPatchOperation[] | undefined,
): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const patch = decide(await api.readServiceAccount(namespace, name));
    if (patch === undefined) return false;
    try {
      await api.patchServiceAccount(namespace, name, patch);
      return true;
    } catch (error) {
      if (!changedMeanwhile(error)) throw error;
      await sleep(random() * pauseMilliseconds * 2 ** attempt);
    }
  }
  throw new Failure(
    'conflict',
    `Service account ${namespace}/${name} was changed by others ${attempts} times in a row`,
    {
      remedy: `Find what keeps rewriting ${namespace}/${name}. The push is retried.`,
    },
  );
}

function changedMeanwhile(error: unknown): boolean {
  return isOutdated(error) || isPatchTestFailed(error);
}
