import type { NamespaceInfo } from '../kubernetes/objects.ts';
import type { ListNamespaces } from './listedOnce.ts';
import { isSelected, literalNames } from './namespaceSelection.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

/**
 * The namespaces that a selection chooses in the cluster now. A selection of literal names is returned as it is, so
 * that it needs no right to list; a missing namespace shows when it is written to. Throws a Failure if a list is needed
 * but unavailable.
 */
export async function selectNamespaces(
  listNamespaces: ListNamespaces,
  selection: NamespaceSelection,
): Promise<NamespaceInfo[]> {
  const literal = literalNames(selection);
  if (literal !== undefined) return literal.map((name) => ({ name, terminating: false }));

  const listed = await listNamespaces(selection.labelSelector);
  return listed.filter(({ name }) => isSelected(selection, name));
}
