import { isGlob, matchesGlob } from '../targets/namespaceGlobs.ts';
import { literalNames } from '../targets/namespaceSelection.ts';
import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';
import { mayChoose } from '../targets/overlap.ts';

/** Whether what `inner` chooses is chosen by one of `outers`, or may be where that depends on labels alone. */
export function areCovered(inner: NamespaceSelection, outers: readonly NamespaceSelection[]): boolean {
  const literal = literalNames(inner);
  if (literal !== undefined) return literal.every((name) => outers.some((outer) => mayChoose(outer, name)));
  return outers.some((outer) => covers(outer, inner));
}

/** Certain: where it cannot be told from the patterns alone, it is false. */
function covers(outer: NamespaceSelection, inner: NamespaceSelection): boolean {
  const { include: wanted = [], exclude: unwanted = [], labelSelector } = outer;
  const { include = [], exclude = [] } = inner;
  if (labelSelector !== undefined && labelSelector !== inner.labelSelector) return false;
  if (!unwanted.every((pattern) => exclude.some((other) => contains(other, pattern)))) return false;
  if (wanted.length === 0) return include.every(isChosenWithoutName);
  return include.length > 0 && include.every((pattern) => wanted.some((other) => contains(other, pattern)));
}

/** A system namespace is chosen by its whole name alone. */
function isChosenWithoutName(pattern: string): boolean {
  return isGlob(pattern) || mayChoose({}, pattern);
}

/** Whether whatever matches `inner` matches `outer`. A star takes in any run, also one of wildcards. */
function contains(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (outer.includes('?')) return !isGlob(inner) && matchesGlob(outer, inner);
  return matchesGlob(outer, inner) && (isGlob(inner) || mayChoose({ include: [outer] }, inner));
}
