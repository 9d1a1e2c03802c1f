import { isGlob, matchesGlob } from '../targets/namespaceGlobs.ts';
import { isSelected, literalNames } from '../targets/namespaceSelection.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';

/** Whether one of `outers` chooses everything that `inner` chooses, or may do so, depending on labels alone. */
export function areCovered(inner: NamespaceSelection, outers: readonly NamespaceSelection[]): boolean {
  const literal = literalNames(inner);
  if (literal !== undefined) return literal.every((name) => outers.some((outer) => isSelected(outer, name)));
  return outers.some((outer) => covers(outer, inner));
}

/** True only if certain: if the patterns alone do not tell, it is false. */
function covers(outer: NamespaceSelection, inner: NamespaceSelection): boolean {
  const { include: wanted = [], exclude: unwanted = [], labelSelector } = outer;
  const { include = [], exclude = [] } = inner;
  if (labelSelector !== undefined && labelSelector !== inner.labelSelector) return false;
  if (!unwanted.every((pattern) => exclude.some((other) => contains(other, pattern)))) return false;
  if (wanted.length === 0) return include.every(isChosenWithoutName);
  return include.length > 0 && include.every((pattern) => wanted.some((other) => contains(other, pattern)));
}

/** Only its full name chooses a system namespace. */
function isChosenWithoutName(pattern: string): boolean {
  return isGlob(pattern) || isSelected({}, pattern);
}

/** Whether `outer` matches everything that `inner` matches. A star covers any run, wildcards included. */
function contains(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (outer.includes('?')) return !isGlob(inner) && matchesGlob(outer, inner);
  return matchesGlob(outer, inner) && (isGlob(inner) || isSelected({ include: [outer] }, inner));
}
