import { Failure } from '../../failure.ts';
import { isConflict, isNotFound } from '../../kubernetes/apiErrors.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { LinkedAccount, Removed, TargetContext } from '../kind.ts';
import { unlink } from '../serviceAccounts/link.ts';
import { isOurs } from './ownership.ts';

type Context = Pick<TargetContext, 'api' | 'cluster' | 'random' | 'sleep'>;

const attempts = 5;

/** Milliseconds: an object marked as deleted may take a moment to disappear. */
const patience = 500;

/**
 * Unlinks a secret and deletes it, until the API server says that it does not exist. A successful DELETE proves
 * nothing: finalizers hold an object, and others make it again. A secret that is not ours stays, and so does its link.
 * Returns what was removed. Throws a Failure that says what stays, and why.
 *
 * @param seen its metadata, as it was read or listed
 */
export async function removeSecret(
  context: Context,
  namespace: string,
  name: string,
  accounts: readonly LinkedAccount[],
  seen: ObjectMeta,
): Promise<Removed[]> {
  if (!isOurs(seen, context.cluster)) return [];
  const removed = await unlinkAll(context, namespace, name, accounts);
  let current = seen;
  let wasDeleted = false;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    wasDeleted = await deleteIfUnchanged(context, namespace, name, current);
    const now = await settled(context, namespace, name);
    if (now === undefined || !isOurs(now, context.cluster))
      return [...removed, { what: `secret ${name}`, namespace }];
    if (now.deletionTimestamp !== undefined) throw held(namespace, name, now);
    current = now;
  }
  const how = !wasDeleted
    ? 'was changed by others'
    : current.uid === seen.uid
      ? 'was still there'
      : 'was made again';
  throw staysThere(namespace, name, how);
}

/** Removes a secret from these service accounts. */
export async function unlinkAll(
  context: Context,
  namespace: string,
  name: string,
  accounts: readonly LinkedAccount[],
): Promise<Removed[]> {
  const removed: Removed[] = [];
  for (const account of accounts)
    if (await unlink(context, { namespace, name: account.name }, name))
      removed.push({ what: `link to ${name} in service account ${account.name}`, namespace });
  return removed;
}

/** Returns false if it has changed since it was read: then read it again. */
async function deleteIfUnchanged(
  { api }: Context,
  namespace: string,
  name: string,
  { uid = '', resourceVersion = '' }: ObjectMeta,
): Promise<boolean> {
  try {
    await api.deleteSecret({ namespace, name, uid, resourceVersion });
    return true;
  } catch (error) {
    // The look that follows says more than this answer.
    if (isNotFound(error)) return true;
    if (isStale(error)) return false;
    throw error;
  }
}

/** The object that should be deleted has been changed or replaced. */
function isStale(error: unknown): boolean {
  return isConflict(error) && /precondition/i.test(error.details.message ?? '');
}

async function settled({ api, sleep }: Context, namespace: string, name: string) {
  const first = await api.readSecretMetadata({ namespace, name });
  if (first?.deletionTimestamp === undefined) return first;
  await sleep(patience);
  return api.readSecretMetadata({ namespace, name });
}

function held(namespace: string, name: string, { finalizers = [] }: ObjectMeta): Failure {
  const by =
    finalizers.length === 0 ? 'something holds it' : `its finalizers hold it: ${finalizers.join(', ')}`;
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} is marked as deleted, but still there with its credential: ${by}`,
    {
      remedy: `Let what set the finalizer finish its work. If it is gone for good, remove the finalizers: kubectl patch secret ${name} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'. PullPass looks again until the secret is gone.`,
    },
  );
}

function staysThere(namespace: string, name: string, how: string): Failure {
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} ${how} each of the ${attempts} times that PullPass deleted it`,
    {
      remedy: `Find what writes ${namespace}/${name}, such as a tool that copies secrets or restores them: "kubectl get secret ${name} -n ${namespace} --show-managed-fields -o yaml" shows who wrote last. Stop it there; the removal is tried again.`,
    },
  );
}
