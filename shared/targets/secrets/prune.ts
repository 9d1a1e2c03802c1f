import { eachNamespace } from '../eachNamespace.ts';
import type { NamespaceResult, TargetContext } from '../kind.ts';
import type { NamespaceInfo } from '../namespaceSelection.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { listOwned } from './listOwned.ts';
import type { SecretsHeld } from './plan.ts';
import { isForbidden, removeSecret } from './removeSecret.ts';

/**
 * Removes the secrets from namespaces that are chosen no longer; gives those where it failed. One list for each
 * secret's name tells where they are; where that is not granted, every namespace that is not chosen is asked.
 */
export async function prune(
  { secrets, accounts }: SecretsHeld,
  chosen: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<NamespaceResult[]> {
  const results: NamespaceResult[] = [];
  const today = new Set(chosen.map(({ name }) => name));
  for (const { name } of secrets) {
    const owned = await listOwned(context, name);
    const known = owned && new Map([...owned].filter(([namespace]) => isLeft(namespace, name)));
    const others =
      known === undefined ? await selectNamespaces(context.listNamespaces, {}) : namespacesOf(known);
    const pruned = await eachNamespace(
      others.filter((namespace) => isLeft(namespace.name, name)),
      context,
      (namespace) =>
        removeSecret(context, namespace, name, accounts, known?.get(namespace)).catch((error: unknown) => {
          // What it may not touch, it has not written either.
          if (!isForbidden(error)) throw error;
        }),
    );
    results.push(...pruned.filter(({ result }) => result === 'failed'));
  }
  return results;

  function isLeft(namespace: string, name: string): boolean {
    return !today.has(namespace) && !context.keeps.secret(namespace, name);
  }
}

function namespacesOf(known: ReadonlyMap<string, unknown>): NamespaceInfo[] {
  return [...known.keys()].map((name) => ({ name, terminating: false }));
}
