import { Failure } from '../../failure.ts';
import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import { asFailure, eachNamespace } from '../eachNamespace.ts';
import type { RegistryWithCredential, TargetContext, TargetResult } from '../kind.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { editServiceAccount } from './editServiceAccount.ts';
import { linkPatch } from './links.ts';
import type { ImagePullSecret } from './schema.ts';
import { pullSecret } from './secret.ts';

/** Applies the secret in every chosen namespace, then links it: one request each in steady state. */
export async function push(
  spec: ImagePullSecret,
  credentials: readonly RegistryWithCredential[],
  context: TargetContext,
): Promise<TargetResult> {
  const secret = pullSecret(spec.secretName, context.cluster, credentials);
  const done = { written: false };
  try {
    const chosen = await selectNamespaces(context.api, spec.namespaces);
    const namespaces = await eachNamespace(chosen, context, async (namespace) => {
      await applySecret(namespace).catch((error: unknown) => {
        done.written ||= mayHaveWritten(error);
        throw error;
      });
      done.written = true;
      for (const account of spec.serviceAccounts) await link(namespace, account);
    });
    return { namespaces, ...(done.written && { writtenUntil: secret.validUntil }) };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }

  async function applySecret(namespace: string): Promise<void> {
    try {
      await context.api.applySecret(namespace, spec.secretName, secret);
    } catch (error) {
      if (!isForeign(error)) throw error;
      if (!spec.adopt) throw foreignSecret(error, namespace, spec.secretName);
      await context.api.applySecret(namespace, spec.secretName, secret, { force: true });
    }
  }

  function link(namespace: string, account: string): Promise<void> {
    return editServiceAccount(context, namespace, account, (current) => linkPatch(current, spec.secretName));
  }
}

/** Where no answer came, or one that the server broke down over, the secret may have been written all the same. */
function mayHaveWritten(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'timeout' || error.kind === 'unreachable');
}

/** Somebody else's field manager owns a field that we would write. */
function isForeign(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 409 && error.hasCause('FieldManagerConflict');
}

function foreignSecret(error: ApiStatusFailure, namespace: string, name: string): Failure {
  const owners = [
    ...new Set(error.details.causes.flatMap(({ message }) => /"([^"]+)"/.exec(message ?? '')?.[1] ?? [])),
  ];
  return new Failure(
    'conflict',
    `Secret ${namespace}/${name} belongs to somebody else (${owners.join(', ')})`,
    {
      remedy: 'Give the target another secretName, or set "adopt": true to take this secret over.',
      status: 409,
      cause: error,
    },
  );
}
