import { sameJson } from './json.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** A patch that cannot be applied to this document. */
export class PatchError extends Error {}

type Container = Record<string, unknown> | unknown[];

/**
 * Applies a JSON Patch (RFC 6902, as the API server understands it) and returns the patched copy. @throws PatchError;
 * then nothing is applied
 */
export function applyJsonPatch<Document>(document: Document, operations: readonly Operation[]): Document {
  const copy = structuredClone(document);
  for (const operation of operations) applyOne(copy as Container, operation);
  return copy;
}

function applyOne(document: Container, { op, path, from, value }: Operation): void {
  switch (op) {
    case 'test':
      if (!sameJson(read(document, path) ?? null, value ?? null)) {
        throw new PatchError(`testing value ${path} failed: test failed`);
      }
      return;
    case 'add':
      add(document, path, value);
      return;
    case 'replace':
      replace(document, path, value);
      return;
    case 'remove':
      remove(document, path);
      return;
    case 'move':
      add(document, path, remove(document, from ?? ''));
      return;
    case 'copy':
      add(document, path, structuredClone(read(document, from ?? '')));
      return;
    default:
      throw new PatchError(`Unexpected kind: ${op}`);
  }
}

/** RFC 6901. */
function pointer(path: string): string[] {
  if (!path.startsWith('/')) throw new PatchError(`${path} is no path`);
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function container(document: Container, path: string): { at: Container; key: string } {
  const parts = pointer(path);
  const key = parts.pop() ?? '';
  let at: unknown = document;
  for (const part of parts) at = child(at, part);
  if (typeof at !== 'object' || at === null) throw new PatchError(`missing path ${path}`);
  return { at: at as Container, key };
}

function child(at: unknown, key: string): unknown {
  if (Array.isArray(at)) return at[indexOf(key, at.length)];
  if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
  return (at as Record<string, unknown>)[key];
}

/** The API server counts negative indices from the end; RFC 6901 does not have them. */
function indexOf(key: string, length: number): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN;
  return index < 0 ? index + length : index;
}

function read(document: Container, path: string): unknown {
  const { at, key } = container(document, path);
  return child(at, key);
}

function add(document: Container, path: string, value: unknown): void {
  const { at, key } = container(document, path);
  if (!Array.isArray(at)) {
    at[key] = value;
    return;
  }
  const index = key === '-' ? at.length : indexOf(key, at.length + 1);
  if (!Number.isInteger(index) || index < 0 || index > at.length) throw new PatchError(`no index ${path}`);
  at.splice(index, 0, value);
}

/** Against RFC 6902, the API server also replaces a missing field, but not a missing item. */
function replace(document: Container, path: string, value: unknown): void {
  const { at, key } = container(document, path);
  if (!Array.isArray(at)) {
    at[key] = value;
    return;
  }
  if (child(at, key) === undefined) throw new PatchError(`replace: missing value ${path}`);
  at[indexOf(key, at.length)] = value;
}

function remove(document: Container, path: string): unknown {
  const { at, key } = container(document, path);
  const value = child(at, key);
  if (value === undefined) throw new PatchError(`remove: missing value ${path}`);
  if (Array.isArray(at)) at.splice(indexOf(key, at.length), 1);
  else delete at[key];
  return value;
}
