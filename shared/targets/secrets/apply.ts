import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { Failure } from '../../failure.ts';
import type { ApplyBody, KubernetesApi } from '../../kubernetes/api.ts';
import { ApiStatusFailure, isNotFound } from '../../kubernetes/failures.ts';
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
  try {
    return { was: await api.applySecret(namespace, name, body) };
  } catch (error) {
    if (!isForeign(error)) throw error;
    const { uid, ours, owner } = await whose(api, namespace, name, cluster);
    if (!ours && !adopt) throw foreignSecret(error, namespace, name);
    if (!ours && owner !== undefined) throw ownedSecret(owner, namespace, name);
    await api.applySecret(namespace, name, ours && uid !== undefined ? only(uid, body) : body, {
      force: true,
    });
    return ours ? { was: 'taken', by: ownersIn(error) } : { was: 'changed' };
  }
}

/** The owner together with which a secret is deleted. */
type Owner = NonNullable<V1ObjectMeta['ownerReferences']>[number];

async function whose(
  api: KubernetesApi,
  namespace: string,
  name: string,
  cluster: string,
): Promise<{ uid?: string | undefined; ours: boolean; owner?: Owner | undefined }> {
  try {
    const { metadata } = await api.readSecretMetadata(namespace, name);
    const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
    return { uid: metadata?.uid, ours: isOurs(metadata, cluster), owner };
  } catch (error) {
    // An unreadable secret does not count as somebody else's: only the permission is missing.
    if (isNotFound(error)) return { ours: false };
    throw error;
  }
}

/** The body for exactly the secret that was read. A new one in its place causes a conflict. */
function only(uid: string, { json }: ApplyBody): ApplyBody {
  const secret = JSON.parse(json) as { metadata: object };
  return { json: JSON.stringify({ ...secret, metadata: { ...secret.metadata, uid } }) };
}

/** Without an answer, or after a server error, the secret may have been written all the same. */
export function mayHaveWritten(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'timeout' || error.kind === 'unreachable');
}

/** Another field manager owns a field that we want to write. */
function isForeign(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 409 && error.hasCause('FieldManagerConflict');
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

/**
 * A controller rewrites the secrets it owns, and the garbage collector deletes them with their owner. If PullPass took
 * one over, it would disappear when somebody removes the owner.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
function ownedSecret({ apiVersion, kind, name: owner }: Owner, namespace: string, name: string): Failure {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} is owned by ${kind} ${owner}: Kubernetes deletes the secret together with it`,
    {
      remedy: `Let the secret go first, then push again: kubectl delete ${resource} ${owner} -n ${namespace} --cascade=orphan. See docs/moving-in/external-secrets.md.`,
      status: 409,
    },
  );
}

/** A secret's type cannot be changed, nor anything in a secret marked immutable. */
function isImmutable(error: unknown): error is ApiStatusFailure {
  if (!(error instanceof ApiStatusFailure) || error.status !== 422 || error.kind === 'denied') return false;
  return error.details.causes.some(({ message = '' }) => message.includes('immutable'));
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
