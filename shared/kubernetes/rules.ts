import type { Access } from './api.ts';

/** Something that may be granted: an Access, or what an authorizer named. */
export type Grantable = Pick<Access, 'group' | 'name'> & { verb: string; resource: string };

/** A rule of a Role, as Kubernetes has it. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/** What is granted by a Role in each namespace, and what by a ClusterRole. */
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

/** A Role grants nothing that is in no namespace, though an authorizer would say so of one. */
export function isClusterScoped({ resource }: Pick<Access, 'resource'> | { resource: string }): boolean {
  return resource === 'infrastructures' || resource === 'namespaces';
}

/** The rules that grant these accesses and no others: objects with the same verbs share one. */
export function rulesOf(accesses: readonly Grantable[]): Rule[] {
  const objects = Map.groupBy(accesses, ({ group = '', resource, name }) =>
    JSON.stringify([group, resource, name]),
  );
  const granted = [...objects.values()].map((all) => ({ all, verbs: distinct(all.map(({ verb }) => verb)) }));
  const alike = Map.groupBy(granted, ({ all: [first], verbs }) =>
    // A rule without names is one for all: nothing that is named may come to share it.
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
