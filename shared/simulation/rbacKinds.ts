import { schemas } from './fields/schema.ts';
import { sameJson } from './json.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './objects.ts';
import type { Rule } from './rbac.ts';
import { type FieldError, invalidValue, required } from './validation.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** A Role or a ClusterRole. */
export interface Role extends KubeObject {
  rules?: Rule[] | null;
}

/** A RoleBinding or a ClusterRoleBinding. */
export interface Binding extends KubeObject {
  roleRef: { apiGroup: string; kind: string; name: string };
  subjects?: { kind: string; apiGroup?: string; namespace?: string; name: string }[];
}

const nothing = () => {};

/** The only rule for these names is that they fit into one segment of a path. */
function segmentErrors(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}

function role(resource: 'roles' | 'clusterroles', kind: string): Kind {
  return {
    resource,
    group: rbacGroup,
    kind,
    namespaced: resource === 'roles',
    schema: schemas[resource],
    nameErrors: segmentErrors,
    complete(object) {
      const { rules } = object as Role;
      // Go's nil slice is written as null.
      if (rules === undefined || rules?.length === 0) (object as Role).rules = null;
    },
    prepare: nothing,
    validate: (object) =>
      ((object as Role).rules ?? []).flatMap(({ verbs, apiGroups, resources, nonResourceURLs }, index) => {
        const at = `rules[${index}]`;
        if ((verbs ?? []).length === 0)
          return [required(`${at}.verbs`, 'verbs must contain at least one value')];
        if ((nonResourceURLs ?? []).length > 0) return [];
        return [
          ...((apiGroups ?? []).length === 0
            ? [required(`${at}.apiGroups`, 'resource rules must supply at least one api group')]
            : []),
          ...((resources ?? []).length === 0
            ? [required(`${at}.resources`, 'resource rules must supply at least one resource')]
            : []),
        ];
      }),
    validateUpdate: () => [],
    answersDeleted: false,
  };
}

function binding(resource: 'rolebindings' | 'clusterrolebindings', kind: string): Kind {
  return {
    resource,
    group: rbacGroup,
    kind,
    namespaced: resource === 'rolebindings',
    schema: schemas[resource],
    nameErrors: segmentErrors,
    complete(object) {
      const { roleRef, subjects = [] } = object as Binding;
      if (roleRef !== undefined) roleRef.apiGroup ||= rbacGroup;
      for (const subject of subjects) if (subject.kind !== 'ServiceAccount') subject.apiGroup ||= rbacGroup;
    },
    prepare: nothing,
    validate: (object) => {
      const { roleRef } = object as Binding;
      return roleRef?.name ? [] : [required('roleRef.name')];
    },
    validateUpdate(next, live): FieldError[] {
      const [{ roleRef }, before] = [next as Binding, live as Binding];
      if (sameJson(roleRef, before.roleRef)) return [];
      const shown = { APIGroup: roleRef.apiGroup, Kind: roleRef.kind, Name: roleRef.name };
      return [invalidValue('roleRef', shown, 'cannot change roleRef')];
    },
    answersDeleted: false,
  };
}

export const rbacKinds = {
  roles: role('roles', 'Role'),
  clusterroles: role('clusterroles', 'ClusterRole'),
  rolebindings: binding('rolebindings', 'RoleBinding'),
  clusterrolebindings: binding('clusterrolebindings', 'ClusterRoleBinding'),
} satisfies Record<string, Kind>;
