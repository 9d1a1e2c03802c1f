import type { JsonPatchOperation } from '../../kubernetes/api.ts';
import { isMissing, isNotFound } from '../../kubernetes/apiErrors.ts';
import type { NamespacedName, ServiceAccount } from '../../kubernetes/objects.ts';
import { retryOnConflict } from '../../kubernetes/retryOnConflict.ts';
import type { LinkedAccount, TargetContext } from '../kind.ts';
import { untilGone } from '../untilGone.ts';
import { linkPatch, unlinkPatch } from './links.ts';

type Context = Pick<TargetContext, 'api' | 'random' | 'sleep'>;

/** Links a secret to a service account; one read if it is linked already. Returns whether it had to. */
export async function link(
  context: Context,
  { optional, ...account }: LinkedAccount & NamespacedName,
  secret: string,
): Promise<boolean> {
  try {
    return await patched(context, account, (seen) => linkPatch(seen, secret));
  } catch (error) {
    if (!optional || !isNotFound(error)) throw error;
    return false;
  }
}

/**
 * Removes a secret from a service account until it is seen to be gone, or the account is. Returns whether it had been
 * there.
 */
export async function unlink(context: Context, account: NamespacedName, secret: string): Promise<boolean> {
  const { namespace, name } = account;
  try {
    return await untilGone(() => patched(context, account, (seen) => unlinkPatch(seen, secret)), {
      message: `Service account ${namespace}/${name} names the secret ${secret} again each time it is removed`,
      remedy: `Find what puts it back into ${namespace}/${name}, and stop it. The removal is tried again.`,
    });
  } catch (error) {
    if (isMissing(error, { resource: 'serviceaccounts', name })) return false;
    throw error;
  }
}

/** Patches a service account if `decide` returns a patch. Returns whether it did. */
function patched(
  { api, ...chance }: Context,
  account: NamespacedName,
  decide: (seen: ServiceAccount) => JsonPatchOperation[] | undefined,
): Promise<boolean> {
  return retryOnConflict(
    {
      what: 'Service account',
      object: account,
      read: () => api.readServiceAccount(account),
      act: async (seen) => {
        const patch = decide(seen);
        if (patch === undefined) return false;
        await api.patchServiceAccount({ ...account, patch });
        return true;
      },
    },
    chance,
  );
}
