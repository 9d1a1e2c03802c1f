import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { LinkedAccount, TargetContext } from '../kind.ts';
import { unlink } from '../serviceAccounts/link.ts';
import { isOurs } from './ownership.ts';

/**
 * Unlinks a secret and deletes it, if PullPass made it for this cluster: one of that name that is not marked as ours
 * stays, and so does its link. `known`: its metadata, where it was read already.
 */
export async function removeSecret(
  context: TargetContext,
  namespace: string,
  name: string,
  accounts: readonly LinkedAccount[],
  known?: V1ObjectMeta,
): Promise<void> {
  const metadata = known ?? (await unlessMissing(context.api.readSecretMetadata(namespace, name)))?.metadata;
  if (metadata === undefined || !isOurs(metadata, context.cluster)) return;
  for (const account of accounts) await unlink(context, namespace, account.name, name);
  const { uid = '', resourceVersion = '' } = metadata;
  await unlessMissing(context.api.deleteSecret(namespace, name, { uid, resourceVersion }));
}

/** Unlinks a secret that stays, if PullPass made it for this cluster. */
export async function unlinkFrom(
  context: TargetContext,
  namespace: string,
  name: string,
  accounts: readonly LinkedAccount[],
): Promise<void> {
  if (accounts.length === 0) return;
  const secret = await unlessMissing(context.api.readSecretMetadata(namespace, name));
  if (!isOurs(secret?.metadata, context.cluster)) return;
  for (const account of accounts) await unlink(context, namespace, account.name, name);
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404) return undefined;
    throw error;
  }
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ApiStatusFailure && error.status === 403;
}
