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
    const uid = await uidIfOurs(api, namespace, name, cluster);
    const ours = uid !== undefined;
    if (!ours && !adopt) throw foreignSecret(error, namespace, name);
    await api.applySecret(namespace, name, ours ? only(uid, body) : body, { force: true });
    return ours ? { was: 'taken', by: ownersIn(error) } : { was: 'changed' };
  }
}

async function uidIfOurs(
  api: KubernetesApi,
  namespace: string,
  name: string,
  cluster: string,
): Promise<string | undefined> {
  try {
    const { metadata } = await api.readSecretMetadata(namespace, name);
    return isOurs(metadata, cluster) ? metadata?.uid : undefined;
  } catch (error) {
    // One that may not be read is not taken for somebody else's: what is missing is the permission.
    if (isNotFound(error)) return undefined;
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

/** The type of a secret cannot be changed, and of one that is marked immutable nothing. */
function isImmutable(error: unknown): error is ApiStatusFailure {
  if (!(error instanceof ApiStatusFailure) || error.status !== 422 || error.kind === 'denied') return false;
  return error.details.causes.some(({ message = '' }) => message.includes('immutable'));
}

function unchangeable(error: ApiStatusFailure, namespace: string, name: string): Failure {
  const said = error.details.causes.map(({ message }) => message).join('; ');
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} is there with another type, or immutable: ${said}`,
    {
      remedy: `Give the target another secretName, or delete ${namespace}/${name} if nothing needs it: PullPass makes it anew.`,
      status: 422,
      cause: error,
    },
  );
}
