import { Failure } from '../../failure.ts';
import { isConflict, isInvalid } from '../../kubernetes/apiErrors.ts';
import type { ApiStatusFailure } from '../../kubernetes/failures.ts';
import { objectName } from '../../kubernetes/objectName.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';
import type { PreparedSecret } from './draft.ts';
import { isOurs } from './ownership.ts';

/** What an apply did: made a secret, changed one of ours or an adopted one, or overrode others' changes. */
export type Applied = { was: 'created' | 'changed' } | { was: 'taken'; by: string };

/**
 * Applies a secret: one request in steady state. If somebody else owns one of its fields, overrides them if the secret
 * is ours or `adopt` is set. Throws a Failure.
 */
export async function applyOwned(
  context: Pick<TargetContext, 'api' | 'cluster'>,
  namespace: string,
  secret: PreparedSecret,
  adopt: boolean,
): Promise<Applied> {
  try {
    return await applyOrTake(context, namespace, secret, adopt);
  } catch (error) {
    throw isImmutable(error) ? unchangeable(error, namespace, secret.draft.name) : error;
  }
}

async function applyOrTake(
  { api, cluster }: Pick<TargetContext, 'api' | 'cluster'>,
  namespace: string,
  { draft: { name }, body }: PreparedSecret,
  adopt: boolean,
): Promise<Applied> {
  const secret = { namespace, name };
  try {
    return { was: await api.applySecret({ ...secret, body }) };
  } catch (error) {
    if (!isForeign(error)) throw error;
    // One that may not be read is not taken for somebody else's: what is missing is the permission.
    const found = await api.readSecretMetadata(secret);
    const ours = isOurs(found, cluster);
    const owner = found?.ownerReferences?.find(({ controller }) => controller);
    if (!ours && !adopt) throw foreignSecret(error, namespace, name);
    if (!ours && owner !== undefined) throw ownedSecret(owner, namespace, name);
    const uid = ours ? found?.uid : undefined;
    await api.applySecret({ ...secret, body: uid === undefined ? body : only(uid, body), force: true });
    return ours ? { was: 'taken', by: ownersIn(error) } : { was: 'changed' };
  }
}

/** The body for exactly the secret that was read. A new one in its place causes a conflict. */
function only(uid: string, body: string): string {
  const secret = JSON.parse(body) as { metadata: object };
  return JSON.stringify({ ...secret, metadata: { ...secret.metadata, uid } });
}

/** Without an answer, or after a server error, the secret may have been written all the same. */
export function mayHaveWritten(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'timeout' || error.kind === 'unreachable');
}

/** Another field manager owns a field that we want to write. */
function isForeign(error: unknown): error is ApiStatusFailure {
  return isConflict(error) && error.hasCause('FieldManagerConflict');
}

function ownersIn(error: ApiStatusFailure): string {
  const owners = error.details.causes.flatMap(({ message }) => /"([^"]+)"/.exec(message ?? '')?.[1] ?? []);
  return [...new Set(owners)].join(', ');
}

function foreignSecret(error: ApiStatusFailure, namespace: string, name: string): Failure {
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} belongs to somebody else (${ownersIn(error)})`,
    {
      remedy: 'Give the target another secretName, or set "adopt": true to take this secret over.',
      status: 409,
      cause: error,
    },
  );
}

/** The object that a secret is deleted with. */
type Owner = NonNullable<ObjectMeta['ownerReferences']>[number];

/**
 * A controller rewrites the secrets it owns, and the garbage collector deletes them with their owner. If PullPass took
 * one over, it would disappear when somebody removes the owner.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
function ownedSecret({ apiVersion, kind, name: owner }: Owner, namespace: string, name: string): Failure {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  const command = [resource, owner].every((each) => objectName.test(each))
    ? `kubectl delete ${resource} ${owner} -n ${namespace} --cascade=orphan`
    : 'delete that owner with --cascade=orphan';
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} is owned by ${kind} ${owner}: Kubernetes deletes the secret together with it`,
    {
      remedy: `Let the secret go first, then push again: ${command}. See docs/moving-in/external-secrets.md.`,
      status: 409,
    },
  );
}

/** A secret's type cannot be changed, nor anything in a secret marked immutable. */
function isImmutable(error: unknown): error is ApiStatusFailure {
  return isInvalid(error) && error.details.causes.some(({ message = '' }) => message.includes('immutable'));
}

function unchangeable(error: ApiStatusFailure, namespace: string, name: string): Failure {
  const said = error.details.causes.map(({ message }) => message).join('; ');
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} already exists with another type, or is immutable: ${said}`,
    {
      remedy: `Give the target another secretName, or delete ${namespace}/${name} if nothing needs it: PullPass then creates it.`,
      status: 422,
      cause: error,
    },
  );
}
