import type { NamespaceSelection } from './namespaceSelectionSchema.ts';

export type { NamespaceSelection };

/** A namespace as far as selection cares. */
export interface NamespaceInfo {
  name: string;
  terminating: boolean;
  /** Epoch milliseconds; absent where it was not listed. */
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

/** Names that OpenShift and Kubernetes keep for themselves: chosen only when named literally. */
export function isSystemNamespace(name: string): boolean {
  return name === 'openshift' || name.startsWith('openshift-') || name.startsWith('kube-');
}

/** Whether no name at all can be chosen, whatever the cluster has. */
export function leavesNothing({ include = [], exclude = [] }: NamespaceSelection): boolean {
  if (exclude.some((pattern) => /^\*+$/.test(pattern))) return true;
  const isExcluded = (pattern: string) =>
    exclude.includes(pattern) || (!isGlob(pattern) && exclude.some((other) => matchesGlob(other, pattern)));
  return include.length > 0 && include.every(isExcluded);
}

export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Glob match in time proportional to pattern times name. A regular expression made from the pattern would
 * take exponential time on `*a*a*a*…`, which any user of the API could send.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let starredFrom = 0;
  while (n < name.length) {
    if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      starredFrom = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starredFrom;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
