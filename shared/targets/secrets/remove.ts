import { asFailure, eachNamespace } from '../eachNamespace.ts';
import type { TargetContext, TargetResult } from '../kind.ts';
import { literalNames, type NamespaceInfo } from '../namespaceSelection.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import type { SecretsHeld } from './plan.ts';
import { isForbidden, removeSecret } from './removeSecret.ts';

/** Unlinks and deletes the secrets that PullPass made for this cluster, but those that another target keeps. */
export async function remove(
  { spec, secrets, accounts }: SecretsHeld,
  context: TargetContext,
): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.api, spec.namespaces);
    const others = await formerNamespaces(spec, context, chosen);
    const mayBeForbidden = new Set(others.map(({ name }) => name));
    const namespaces = await eachNamespace([...chosen, ...others], context, async (namespace) => {
      const gone = secrets.filter(({ name }) => !context.keeps(namespace, name));
      for (const { name } of gone)
        await removeSecret(context, namespace, name, accounts).catch((error: unknown) => {
          if (!isForbidden(error) || !mayBeForbidden.has(namespace)) throw error;
        });
    });
    return { namespaces };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }
}

/**
 * Namespaces that are not chosen today but may have been before their labels or the target changed. Where
 * only names are given, the credential need not be allowed to list: then there is no knowing of others.
 */
async function formerNamespaces(
  { namespaces }: SecretsHeld['spec'],
  { api }: TargetContext,
  chosen: readonly NamespaceInfo[],
): Promise<NamespaceInfo[]> {
  const today = new Set(chosen.map(({ name }) => name));
  try {
    return (await selectNamespaces(api, {})).filter(({ name }) => !today.has(name));
  } catch (error) {
    if (isForbidden(error) && literalNames(namespaces) !== undefined) return [];
    throw error;
  }
}
