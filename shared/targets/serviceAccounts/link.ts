import { Failure } from '../../failure.ts';
import { isNotFound } from '../../kubernetes/failures.ts';
import { isMissing } from '../../kubernetes/seen.ts';
import type { TargetContext } from '../kind.ts';
import { editServiceAccount } from './editServiceAccount.ts';
import { linkPatch, unlinkPatch } from './links.ts';

type Context = Pick<TargetContext, 'api' | 'random' | 'sleep'>;

/** How many times a link is removed that reappears. */
const mostRemovals = 3;

/** Links a secret to a service account; one read if it is linked already. Returns whether it had to. */
export async function link(
  context: Context,
  namespace: string,
  { name, optional }: { name: string; optional: boolean },
  secret: string,
): Promise<boolean> {
  try {
    return await editServiceAccount(context, namespace, name, (account) => linkPatch(account, secret));
  } catch (error) {
    if (!optional || !isNotFound(error)) throw error;
    return false;
  }
}

/**
 * Removes a secret from a service account until it is seen to be gone, or the account is. Returns whether it had been
 * there.
 */
export async function unlink(
  context: Context,
  namespace: string,
  name: string,
  secret: string,
): Promise<boolean> {
  const takeOut = () =>
    editServiceAccount(context, namespace, name, (account) => unlinkPatch(account, secret));
  try {
    for (let removals = 0; removals <= mostRemovals; removals++) if (!(await takeOut())) return removals > 0;
  } catch (error) {
    if (isMissing(error, { resource: 'serviceaccounts', name })) return false;
    throw error;
  }
  throw new Failure(
    'conflict',
    `Service account ${namespace}/${name} names the secret ${secret} again each time it is removed`,
    { remedy: `Find what puts it back into ${namespace}/${name}, and stop it. The removal is tried again.` },
  );
}
