import type { NamespaceInfo } from '../../kubernetes/objects.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { Removed, TargetContext, TargetResult } from '../kind.ts';
import { lookFor } from './look.ts';
import type { SecretsHeld } from './plan.ts';
import { removeSecret } from './removeSecret.ts';

/**
 * Removes the secrets from namespaces that are no longer chosen; returns the failures. For each secret name, one list
 * shows where they are. If that is not permitted, it asks every other namespace; one that does not show its secrets
 * keeps them.
 */
export async function prune(
  { secrets, accounts }: SecretsHeld,
  chosen: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<Required<Pick<TargetResult, 'namespaces' | 'removed'>>> {
  const failed: TargetResult['namespaces'][number][] = [];
  const removed: Removed[] = [];
  const today = new Set(chosen.map(({ name }) => name));
  for (const { name } of secrets) {
    const look = await lookFor(context, name);
    const others =
      look.listed === undefined
        ? await context.listNamespaces()
        : [...look.listed.keys()].map((namespace) => ({ name: namespace, terminating: false }));
    const left = others.filter((other) => !today.has(other.name) && !context.keeps.secret(other.name, name));
    const pruned = await eachNamespace(left, context, async (namespace) => {
      const seen = await look.ifVisible(namespace);
      if (seen === undefined || seen === 'hidden') return;
      removed.push(...(await removeSecret(context, namespace, name, accounts, seen)));
    });
    failed.push(...pruned.filter(({ result }) => result === 'failed'));
  }
  return { namespaces: failed, removed };
}
