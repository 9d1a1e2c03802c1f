import { asFailure, eachNamespace } from '../eachNamespace.ts';
import type { TargetContext, TargetResult } from '../kind.ts';
import { literalNames, type NamespaceInfo } from '../namespaceSelection.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { wasNeverBeside } from './beside.ts';
import type { SecretsHeld } from './plan.ts';
import { isForbidden, removeSecret, unlinkFrom } from './removeSecret.ts';

/**
 * Unlinks and deletes the secrets that PullPass made for this cluster, but those that another target keeps: of those,
 * it takes out the links that none makes any more.
 */
export async function remove(
  { spec, secrets, accounts }: SecretsHeld,
  context: TargetContext,
): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.listNamespaces, spec.namespaces);
    const others = await formerNamespaces(spec, context, chosen);
    const mayBeForbidden = new Set(others.map(({ name }) => name));
    const namespaces = await eachNamespace([...chosen, ...others], context, async (namespace) => {
      const failures: unknown[] = [];
      for (const secret of secrets)
        await removeOne(namespace, secret.name).catch(async (error: unknown) => {
          if (!isForbidden(error)) failures.push(error);
          // What never came to stand beside a secret, for want of the permission, is not to be removed.
          else if (!mayBeForbidden.has(namespace) && !(await wasNeverBeside(context, namespace, secret)))
            failures.push(error);
        });
      if (failures.length > 0) throw failures[0];
    });
    return { namespaces };

    async function removeOne(namespace: string, name: string): Promise<void> {
      const { keeps } = context;
      if (keeps.secret(namespace, name)) {
        if (mayBeForbidden.has(namespace)) return;
        const unnamed = accounts.filter((account) => !keeps.link(namespace, name, account.name));
        return unlinkFrom(context, namespace, name, unnamed);
      }
      // Of a secret that others still write elsewhere, only its namespaces are others: that is for prune to clean up.
      if (keeps.anywhere(name) && !spec.prune) return;
      await removeSecret(context, namespace, name, accounts);
    }
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
  { listNamespaces }: TargetContext,
  chosen: readonly NamespaceInfo[],
): Promise<NamespaceInfo[]> {
  const today = new Set(chosen.map(({ name }) => name));
  try {
    return (await selectNamespaces(listNamespaces, {})).filter(({ name }) => !today.has(name));
  } catch (error) {
    if (isForbidden(error) && literalNames(namespaces) !== undefined) return [];
    throw error;
  }
}
