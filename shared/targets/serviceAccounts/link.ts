import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import { editServiceAccount } from './editServiceAccount.ts';
import { linkPatch, unlinkPatch } from './links.ts';

type Context = Pick<TargetContext, 'api' | 'random' | 'sleep'>;

/** Links a secret to a service account: one read where it is linked already. Says whether it was not. */
export async function link(
  context: Context,
  namespace: string,
  { name, optional }: { name: string; optional: boolean },
  secret: string,
): Promise<boolean> {
  try {
    return await editServiceAccount(context, namespace, name, (account) => linkPatch(account, secret));
  } catch (error) {
    if (!optional || !isMissing(error)) throw error;
    return false;
  }
}

/** Takes a secret out of a service account, where there is such an account. */
export async function unlink(
  context: Context,
  namespace: string,
  name: string,
  secret: string,
): Promise<void> {
  try {
    await editServiceAccount(context, namespace, name, (account) => unlinkPatch(account, secret));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiStatusFailure && error.status === 404;
}
