import type { Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { Rule } from '../../../shared/rbac/rules.ts';
import type { Seen } from './plan.ts';

/** An object as the API server has it. Only what is checked here may be relied on. */
export interface Found extends Manifest {
  metadata: Manifest['metadata'] & { uid: string; resourceVersion: string; deletionTimestamp?: string };
  rules?: Partial<Rule>[] | null;
  roleRef?: { kind?: string; name?: string };
  subjects?: { kind?: string; namespace?: string; name?: string }[] | null;
}

/** A body that is such an object; otherwise undefined. Items in lists have no kind and apiVersion. */
export function foundIn(body: unknown, of: Pick<Seen, 'apiVersion' | 'kind'>): Found | undefined {
  const { metadata } = (body ?? {}) as { metadata?: Record<string, unknown> };
  const isThere = ['name', 'uid', 'resourceVersion'].every((field) => typeof metadata?.[field] === 'string');
  return isThere ? { ...(body as Found), apiVersion: of.apiVersion, kind: of.kind } : undefined;
}

export function seenOf({ apiVersion, kind, metadata }: Found): Seen {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name, uid, resourceVersion };
}
