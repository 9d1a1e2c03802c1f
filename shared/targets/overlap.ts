import { isGlob } from './namespaceGlobs.ts';
import { isSelected } from './namespaceSelection.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

/**
 * A namespace that both selections certainly choose; undefined if that depends on the cluster. Every cluster has
 * `default`.
 */
export function certainOverlap(a: NamespaceSelection, b: NamespaceSelection): string | undefined {
  const named = [...literalsIn(a), ...literalsIn(b)];
  return [...named, 'default'].find((name) => certainlyChooses(a, name) && certainlyChooses(b, name));
}

function certainlyChooses(selection: NamespaceSelection, namespace: string): boolean {
  return selection.labelSelector === undefined && isSelected(selection, namespace);
}

/** Literal names: either these namespaces exist, or the push to them fails. */
function literalsIn({ include = [] }: NamespaceSelection): string[] {
  return include.filter((pattern) => !isGlob(pattern));
}
