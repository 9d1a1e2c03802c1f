import type { ListNamespaces } from './listedOnce.ts';
import { isSelected, literalNames, type NamespaceInfo } from './namespaceSelection.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

/**
 * The namespaces of a selection as the cluster has them now. A selection of literal names is taken as it
 * is, without asking, so that it needs no permission to list; whether they exist shows when they are
 * written to. Throws a Failure where the list is needed and cannot be had.
 */
export async function selectNamespaces(
  listNamespaces: ListNamespaces,
  selection: NamespaceSelection,
): Promise<NamespaceInfo[]> {
  const literal = literalNames(selection);
  if (literal !== undefined) return literal.map((name) => ({ name, terminating: false }));

  const listed = await allNamespaces(listNamespaces, selection.labelSelector);
  return listed.filter(({ name }) => isSelected(selection, name));
}

/** Every namespace that the label selector chooses, those of the platform too. Throws a Failure. */
export async function allNamespaces(
  listNamespaces: ListNamespaces,
  labelSelector?: string,
): Promise<NamespaceInfo[]> {
  const listed = await listNamespaces(labelSelector);
  return listed.map(({ metadata, status }) => ({
    name: metadata?.name ?? '',
    terminating: metadata?.deletionTimestamp !== undefined || status?.phase === 'Terminating',
    createdAt: metadata?.creationTimestamp?.getTime(),
  }));
}
