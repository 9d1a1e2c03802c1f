import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { Coverage, TargetContext } from '../kind.ts';
import { isLinked } from '../serviceAccounts/links.ts';
import { decideRepair } from './decideRepair.ts';
import type { SecretOutline } from './draft.ts';
import { listOwned } from './listOwned.ts';
import { isOpen, type SecretsHeld } from './plan.ts';

/** From so many namespaces on, a list costs less than to ask for each. */
const many = 16;

/**
 * Tells where, of the namespaces in which something failed, every secret of the target is as PullPass wrote it for this
 * cluster, has not ended, and is linked to the service accounts that are there. The metadata tells whose it is and when
 * it ends. What may not be read counts as not there.
 */
export async function coverage(
  { spec, secrets, accounts }: SecretsHeld,
  namespaces: number,
  context: Pick<TargetContext, 'api' | 'cluster' | 'now'>,
): Promise<Coverage> {
  const lists = new Map<string, Map<string, V1ObjectMeta> | undefined>();
  if (isOpen(spec) && namespaces > many)
    for (const { name } of secrets) lists.set(name, await listOwned(context, name));

  return async (namespace, written) => {
    if (!written) for (const secret of secrets) if (!(await isThere(namespace, secret))) return false;
    for (const account of accounts)
      for (const { name } of secrets) if (!(await isLinkedTo(namespace, account.name, name))) return false;
    return true;
  };

  async function isThere(namespace: string, { name, keys }: SecretOutline): Promise<boolean> {
    const listed = lists.get(name);
    const metadata =
      listed === undefined
        ? (await unlessMissing(context.api.readSecretMetadata(namespace, name)))?.metadata
        : listed.get(namespace);
    const { cluster } = context;
    return decideRepair(metadata, keys, { cluster, heldUntil: context.now() + 1 }) === undefined;
  }

  /** No pod can run as an account that is not there. */
  async function isLinkedTo(namespace: string, account: string, secret: string): Promise<boolean> {
    const found = await unlessMissing(context.api.readServiceAccount(namespace, account));
    return found === undefined || isLinked(found, secret);
  }
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404) return undefined;
    throw error;
  }
}
