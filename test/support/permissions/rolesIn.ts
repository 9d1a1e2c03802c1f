import type { Roles, Rule } from '../../../shared/rbac/rules.ts';

/** The rules that a remedy says to bind, as somebody who follows it would copy them. */
export function rolesIn(remedy: string): Roles {
  const roles: Roles = { inNamespaces: [], ofCluster: [] };
  const bindings = remedy.matchAll(
    /to a (ClusterRole|Role)\b.*? with the rules? ([[{].*?)(?=, and to a |\s\(see docs)/g,
  );
  for (const [, role, json = ''] of bindings) {
    const parsed = JSON.parse(json) as Rule | Rule[];
    roles[role === 'Role' ? 'inNamespaces' : 'ofCluster'].push(...[parsed].flat());
  }
  return roles;
}
