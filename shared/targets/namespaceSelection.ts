import { isGlob, isSystemNamespace, matchesGlob } from './namespaceGlobs.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

/** A namespace as far as selection cares. */
export interface NamespaceInfo {
  name: string;
  terminating: boolean;
  /** Epoch milliseconds; absent if it was not listed. */
  createdAt?: number | undefined;
}

/**
 * The names in a selection that needs no list of namespaces, because it only names some: undefined
 * where a glob or a selector makes the list necessary.
 */
export function literalNames(selection: NamespaceSelection): string[] | undefined {
  const { include = [], exclude = [], labelSelector } = selection;
  if (labelSelector !== undefined || include.length === 0 || include.some(isGlob)) return undefined;
  return [...new Set(include)].filter((name) => !exclude.some((pattern) => matchesGlob(pattern, name)));
}

/** Whether a listed namespace is chosen; the label selector has been applied by the API server. */
export function isSelected(selection: NamespaceSelection, name: string): boolean {
  const { include = [], exclude = [] } = selection;
  if (exclude.some((pattern) => matchesGlob(pattern, name))) return false;
  if (include.includes(name)) return true;
  if (isSystemNamespace(name)) return false;
  return include.length === 0 || include.some((pattern) => matchesGlob(pattern, name));
}
