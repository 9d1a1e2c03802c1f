import type { Access } from '../kubernetes/access.ts';

/** Something that may be granted: an Access, or what an authorizer named. */
export type Grantable = Pick<Access, 'group' | 'name'> & { verb: string; resource: string };

/** A rule of a Role, as in Kubernetes. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/** What Roles grant in each namespace, and what a ClusterRole grants. */
export interface Roles {
  inNamespaces: Rule[];
  ofCluster: Rule[];
}

export function rolesOf(accesses: readonly Grantable[]): Roles {
  return {
    inNamespaces: rulesOf(accesses.filter((access) => !isClusterScoped(access))),
    ofCluster: rulesOf(accesses.filter(isClusterScoped)),
  };
}

/** True for what is in no namespace: a Role cannot grant it, whatever an authorizer suggests. */
export function isClusterScoped({ resource }: Pick<Access, 'resource'> | { resource: string }): boolean {
  return resource === 'infrastructures' || resource === 'namespaces';
}

/** The rules that grant exactly these accesses. Objects with the same verbs share a rule. */
export function rulesOf(accesses: readonly Grantable[]): Rule[] {
  const objects = Map.groupBy(accesses, ({ group = '', resource, name }) =>
    JSON.stringify([group, resource, name]),
  );
  const granted = [...objects.values()].map((all) => ({ all, verbs: distinct(all.map(({ verb }) => verb)) }));
  const alike = Map.groupBy(granted, ({ all: [first], verbs }) =>
    // A rule without names covers every name, so nothing named may share it.
    JSON.stringify([first?.group, first?.resource, first?.name === undefined, verbs]),
  );
  return [...alike.values()].flatMap((rules) => {
    const [first] = rules.flatMap(({ all }) => all);
    if (first === undefined) return [];
    const names = distinct(rules.flatMap(({ all }) => all.flatMap(({ name }) => name ?? [])));
    return {
      apiGroups: [first.group ?? ''],
      resources: [first.resource],
      ...(names.length > 0 && { resourceNames: names }),
      verbs: rules[0]?.verbs ?? [],
    };
  });
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
