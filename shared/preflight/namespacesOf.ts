import type { KubernetesApi } from '../kubernetes/api.ts';
import { listedOnce } from '../targets/listedOnce.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';
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
