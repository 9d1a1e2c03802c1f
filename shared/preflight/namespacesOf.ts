import type { KubernetesApi } from '../kubernetes/api.ts';
import { kindOf } from '../targets/kinds.ts';
import { listedOnce } from '../targets/listedOnce.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';
import type { Target } from '../targets/schema.ts';
import { selectNamespaces } from '../targets/selectNamespaces.ts';

/** Names of the namespaces of a selection that are not being deleted. Throws a Failure. */
export type NamesOf = (selection: NamespaceSelection) => Promise<string[]>;

export function namespacesOf(api: KubernetesApi): NamesOf {
  const listNamespaces = listedOnce(api);
  return async (selection) => {
    const chosen = await selectNamespaces(listNamespaces, selection);
    return chosen.filter(({ terminating }) => !terminating).map(({ name }) => name);
  };
}

/**
 * Names of a target's namespaces, without the `missing` ones; none if they cannot be listed. Other checks report both.
 */
export async function knownNamespaces(
  target: Target,
  namesOf: NamesOf,
  missing: readonly string[],
): Promise<string[]> {
  const names = await namesOf(kindOf(target).selection(target)).catch(() => []);
  return names.filter((name) => !missing.includes(name));
}
