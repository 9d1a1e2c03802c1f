import type { Access } from '../../kubernetes/access.ts';

/** The rights to read a service account and to add to its lists. */
export function linkPermissions(name: string): Access[] {
  return (['get', 'patch'] as const).map((verb) => ({ verb, resource: 'serviceaccounts', name }));
}
