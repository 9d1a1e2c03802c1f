import { Failure } from '../../failure.ts';
import type { KubernetesApi } from '../../kubernetes/api.ts';
import { ApiStatusFailure } from '../../kubernetes/failures.ts';
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
  { api, cluster }: Pick<TargetContext, 'api' | 'cluster'>,
  namespace: string,
  { draft: { name }, body }: PreparedSecret,
  adopt: boolean,
): Promise<Applied> {
  try {
    return { was: await api.applySecret(namespace, name, body) };
  } catch (error) {
    if (!isForeign(error)) throw error;
    const ours = await isMarkedAsOurs(api, namespace, name, cluster);
    if (!ours && !adopt) throw foreignSecret(error, namespace, name);
    await api.applySecret(namespace, name, body, { force: true });
    return ours ? { was: 'taken', by: ownersIn(error) } : { was: 'changed' };
  }
}

async function isMarkedAsOurs(
  api: KubernetesApi,
  namespace: string,
  name: string,
  cluster: string,
): Promise<boolean> {
  try {
    return isOurs((await api.readSecretMetadata(namespace, name)).metadata, cluster);
  } catch (error) {
    if (error instanceof ApiStatusFailure && (error.status === 404 || error.status === 403)) return false;
    throw error;
  }
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
