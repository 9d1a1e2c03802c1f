import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import { asFailure, eachNamespace } from '../eachNamespace.ts';
import type { TargetContext, TargetResult } from '../kind.ts';
import { literalNames, type NamespaceInfo } from '../namespaceSelection.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { editServiceAccount } from './editServiceAccount.ts';
import { unlinkPatch } from './links.ts';
import type { ImagePullSecret } from './schema.ts';
import { clusterAnnotation, managedByLabel } from './secret.ts';

/**
 * Unlinks and deletes the secrets that PullPass made for this cluster. A secret of that name that is not
 * marked as ours stays, and so does its link.
 */
export async function remove(spec: ImagePullSecret, context: TargetContext): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.api, spec.namespaces);
    const others = await formerNamespaces(spec, context, chosen);
    const mayBeForbidden = new Set(others.map(({ name }) => name));
    const namespaces = await eachNamespace([...chosen, ...others], context, (namespace) =>
      removeFrom(namespace).catch((error: unknown) => {
        if (error instanceof ApiStatusFailure && error.status === 403 && mayBeForbidden.has(namespace))
          return;
        throw error;
      }),
    );
    return { namespaces };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }

  async function removeFrom(namespace: string): Promise<void> {
    const secret = await unlessMissing(context.api.readSecretMetadata(namespace, spec.secretName));
    if (secret === undefined || !isOurs(secret.metadata)) return;
    for (const account of spec.serviceAccounts)
      await unlessMissing(
        editServiceAccount(context, namespace, account, (current) => unlinkPatch(current, spec.secretName)),
      );
    const { uid = '', resourceVersion = '' } = secret.metadata ?? {};
    await unlessMissing(context.api.deleteSecret(namespace, spec.secretName, { uid, resourceVersion }));
  }

  function isOurs(
    metadata: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
  ): boolean {
    return (
      metadata.labels?.[managedByLabel] === 'pullpass' &&
      metadata.annotations?.[clusterAnnotation] === context.cluster
    );
  }
}

/**
 * Namespaces that are not chosen today but may have been before their labels or the target changed. Where
 * only names are given, the credential need not be allowed to list: then there is no knowing of others.
 */
async function formerNamespaces(
  spec: ImagePullSecret,
  { api }: TargetContext,
  chosen: readonly NamespaceInfo[],
): Promise<NamespaceInfo[]> {
  const today = new Set(chosen.map(({ name }) => name));
  try {
    return (await selectNamespaces(api, {})).filter(({ name }) => !today.has(name));
  } catch (error) {
    if (isForbidden(error) && literalNames(spec.namespaces) !== undefined) return [];
    throw error;
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiStatusFailure && error.status === 403;
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404) return undefined;
    throw error;
  }
}
