import { isObject } from './isObject.ts';

/**
 * JSON Merge Patch. Its objects have no prototype setter, so that a field named `__proto__` is an ordinary field.
 * Source: https://www.rfc-editor.org/rfc/rfc7386#section-2
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) merged.delete(field);
    else merged.set(field, mergePatch(merged.get(field), value));
  }
  return Object.fromEntries(merged);
}
