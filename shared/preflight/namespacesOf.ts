import type { KubernetesApi } from '../kubernetes/api.ts';
import type { NamespaceSelection } from '../targets/namespaceSelection.ts';
import { selectNamespaces } from '../targets/selectNamespaces.ts';

/** Names of the namespaces of a selection that are not being deleted. Throws a Failure. */
export type NamesOf = (selection: NamespaceSelection) => Promise<string[]>;

/** Each list is read once, however many targets choose by it. */
export function namespacesOf(api: KubernetesApi): NamesOf {
  const lists = new Map<string, Promise<string[]>>();
  return (selection) => {
    const key = JSON.stringify(selection);
    const known = lists.get(key);
    if (known !== undefined) return known;
    const reading = selectNamespaces(api, selection).then((chosen) =>
      chosen.filter(({ terminating }) => !terminating).map(({ name }) => name),
    );
    lists.set(key, reading);
    return reading;
  };
}
