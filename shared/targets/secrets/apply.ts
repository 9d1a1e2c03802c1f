import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { Failure } from '../../failure.ts';
import type { ApplyBody, KubernetesApi } from '../../kubernetes/api.ts';
import { ApiStatusFailure, isNotFound } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import type { PreparedSecret } from './draft.ts';
import { isOurs } from './ownership.ts';

/** What an apply did: made a secret, changed one of ours or an adopted one, or took back what others had changed. */
export type Applied = { was: 'created' | 'changed' } | { was: 'taken'; by: string };

/**
 * Applies a secret: one request in steady state. Where somebody else owns a field of it, it is taken back if the
 * secret is ours, or if `adopt` says so. Throws a Failure.
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

/** The object that a secret is deleted with. */
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
    // One that may not be read is not taken for somebody else's: what is missing is the permission.
    if (isNotFound(error)) return { ours: false };
    throw error;
  }
}

/** The body for the secret that was looked at, and none that somebody made in its place: that is a conflict. */
function only(uid: string, { json }: ApplyBody): ApplyBody {
  const secret = JSON.parse(json) as { metadata: object };
  return { json: JSON.stringify({ ...secret, metadata: { ...secret.metadata, uid } }) };
}

/** Where no answer came, or one that the server broke down over, the secret may have been written all the same. */
export function mayHaveWritten(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'timeout' || error.kind === 'unreachable');
}

/** Somebody else's field manager owns a field that we would write. */
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
 * What a controller owns, it writes again, and the garbage collector deletes with its owner: taken over like that, the
 * secret would be gone once somebody removes what made it.
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

/** The type of a secret cannot be changed, and of one that is marked immutable nothing. */
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
