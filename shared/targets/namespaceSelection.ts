import { isGlob, isSystemNamespace, matchesGlob } from './namespaceGlobs.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

/**
 * The names in a selection that only names namespaces, and so needs no list. Undefined if a glob or a selector requires
 * a list.
 */
export function literalNames(selection: NamespaceSelection): string[] | undefined {
  const { include = [], exclude = [], labelSelector } = selection;
  if (labelSelector !== undefined || include.length === 0 || include.some(isGlob)) return undefined;
  return [...new Set(include)].filter((name) => !exclude.some((pattern) => matchesGlob(pattern, name)));
}

/** Whether a listed namespace is chosen; the API server has already applied the label selector. */
export function isSelected(selection: NamespaceSelection, name: string): boolean {
  const { include = [], exclude = [] } = selection;
  if (exclude.some((pattern) => matchesGlob(pattern, name))) return false;
  if (include.includes(name)) return true;
  if (isSystemNamespace(name)) return false;
  return include.length === 0 || include.some((pattern) => matchesGlob(pattern, name));
}
