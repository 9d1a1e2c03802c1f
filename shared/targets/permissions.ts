import type { Access } from '../kubernetes/access.ts';

/**
 * The rights to a secret that PullPass writes. Apply is a `patch`, and also a `create` if the secret is new; `get` shows
 * whose it is, `delete` cleans up.
 */
export function secretPermissions(name: string): Access[] {
  return (['create', 'patch', 'get', 'delete'] as const).map((verb) => ({ verb, resource: 'secrets', name }));
}

/** The rights to read a service account and to add to its lists. */
export function linkPermissions(name: string): Access[] {
  return (['get', 'patch'] as const).map((verb) => ({ verb, resource: 'serviceaccounts', name }));
}
