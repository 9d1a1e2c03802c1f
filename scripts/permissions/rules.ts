import type { Access } from '../../shared/kubernetes/api.ts';

/** A rule of a Role, as Kubernetes has it. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/** The rules that grant these accesses and no others: objects with the same verbs share one. */
export function rulesOf(accesses: readonly Access[]): Rule[] {
  const objects = Map.groupBy(accesses, ({ group = '', resource, name }) =>
    JSON.stringify([group, resource, name]),
  );
  const granted = [...objects.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ ...first, verbs: [...new Set(all.map(({ verb }) => verb))] }];
  });
  const alike = Map.groupBy(granted, ({ group = '', resource, verbs }) =>
    JSON.stringify([group, resource, verbs]),
  );
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    const names = all.flatMap(({ name }) => name ?? []);
    return first === undefined
      ? []
      : {
          apiGroups: [first.group ?? ''],
          resources: [first.resource],
          ...(names.length > 0 && { resourceNames: names }),
          verbs: first.verbs,
        };
  });
}
