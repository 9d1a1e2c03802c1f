import { covers, type Grant, isAllowed, isFor, type Rule, type UserInfo } from './rbac.ts';
import { type Binding, type Role, rbacGroup } from './rbacKinds.ts';
import * as errors from './status.ts';
import type { Store } from './store.ts';

/** What the stored bindings grant. A binding of a missing role grants nothing. */
export function storedGrants(store: Store): Grant[] {
  const of = (resource: string) => store.list(resource).entries.map(([, object]) => object as Binding);
  return [...of('rolebindings'), ...of('clusterrolebindings')].flatMap((binding) => {
    const { namespace } = binding.metadata;
    const where = namespace === undefined ? {} : { namespace };
    const rules = roleOf(store, binding)?.rules ?? [];
    return (binding.subjects ?? []).flatMap((subject) =>
      rules.map((rule): Grant => ({ subject: subjectOf(subject, namespace), rule, ...where })),
    );
  });
}

function roleOf(store: Store, { roleRef, metadata }: Binding): Role | undefined {
  const found =
    roleRef.kind === 'ClusterRole'
      ? store.get('clusterroles', '', roleRef.name)
      : store.get('roles', metadata.namespace ?? '', roleRef.name);
  return found as Role | undefined;
}

function subjectOf(
  { kind, namespace, name }: NonNullable<Binding['subjects']>[number],
  ofBinding: string | undefined,
): Grant['subject'] {
  if (kind === 'Group') return { group: name };
  return {
    user: kind === 'ServiceAccount' ? `system:serviceaccount:${namespace ?? ofBinding}:${name}` : name,
  };
}

/**
 * Users may grant only rights that they hold, unless they may `escalate` or `bind` the role. Throws an ApiError in the
 * API server's words.
 * Source: https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/registry/rbac/validation/rule.go
 */
export function checkEscalation(
  store: Store,
  grants: readonly Grant[],
  user: UserInfo,
  resource: string,
  object: Role | Binding,
): void {
  if (user.groups.includes('system:masters')) return;
  const { namespace = '', name = '' } = object.metadata;
  const may = (verb: string, of: string, its: string) =>
    isAllowed(user, grants, { verb, group: rbacGroup, resource: of, subresource: '', namespace, name: its });
  const refused = (missing: readonly Rule[]) => {
    if (missing.length > 0)
      throw errors.forbidden(`${resource}.${rbacGroup}`, name, escalating(user, missing));
  };
  if (!('roleRef' in object)) {
    if (may('escalate', resource, name)) return;
    refused(missingOf(user, grants, namespace, object.rules ?? []));
    return;
  }
  const { kind, name: role } = object.roleRef;
  const ofRole = kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (may('bind', ofRole, role)) return;
  const found = roleOf(store, object);
  if (found === undefined) throw errors.notFound(`${ofRole}.${rbacGroup}`, role);
  refused(missingOf(user, grants, namespace, found.rules ?? []));
}

/** The rules, split into single verbs, that the user does not hold in the namespace, or everywhere for ''. */
function missingOf(
  user: UserInfo,
  grants: readonly Grant[],
  namespace: string,
  rules: readonly Rule[],
): Rule[] {
  const held = grants.filter(
    (grant) => isFor(grant, user) && [undefined, namespace].includes(grant.namespace),
  );
  const single = rules.flatMap(takenApart).filter((rule) => !held.some((grant) => covers(grant.rule, rule)));
  return compacted(single);
}

function takenApart({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: Rule) {
  const named = resourceNames.length === 0 ? [{}] : resourceNames.map((each) => ({ resourceNames: [each] }));
  return verbs.flatMap((verb): Rule[] => [
    ...nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        named.map((name) => ({ verbs: [verb], apiGroups: [group], resources: [resource], ...name })),
      ),
    ),
  ]);
}

/** Merges rules that differ only in their verbs. */
function compacted(rules: readonly Rule[]): Rule[] {
  const byRest = Map.groupBy(rules, ({ verbs: _, ...rest }) => JSON.stringify(rest));
  return [...byRest.values()].map((same) => ({
    ...(same[0] as Rule),
    verbs: [...new Set(same.flatMap(({ verbs }) => verbs))],
  }));
}

function escalating({ username, groups }: UserInfo, missing: readonly Rule[]): string {
  const lines = missing.map(shown).sort();
  return `user ${JSON.stringify(username)} (groups=${list(groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`;
}

function shown({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: Rule): string {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  }).flatMap(([name, values]) => (values?.length ? [`${name}:${list(values)}`] : []));
  return `{${parts.join(', ')}}`;
}

const list = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
