/** A rule of a Role or ClusterRole. `*` stands for all; `resource/subresource` for a subresource. */
export interface Rule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

/** A rule that a user or a group holds: in one namespace or, without `namespace`, everywhere. */
export interface Grant {
  subject: { user: string } | { group: string };
  rule: Rule;
  namespace?: string;
}

export interface UserInfo {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

interface ResourceAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** '' for the cluster scope, or for all namespaces. */
  namespace: string;
  name: string;
}

export type Attributes = ResourceAttributes | { verb: string; path: string };

/** What the API server grants to every authenticated user: `system:basic-user` and `system:discovery`. */
const discovery = ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*'];
export const defaultGrants: readonly Grant[] = [
  {
    subject: { group: 'system:authenticated' },
    rule: {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
  },
  {
    subject: { group: 'system:authenticated' },
    rule: { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  },
  {
    subject: { group: 'system:authenticated' },
    rule: { verbs: ['get'], nonResourceURLs: [...discovery, '/readyz', '/version', '/version/'] },
  },
  {
    subject: { group: 'system:unauthenticated' },
    rule: { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  },
];

/** Whether the user may do this: by group `system:masters`, or by a grant. */
export function isAllowed(user: UserInfo, grants: readonly Grant[], attributes: Attributes): boolean {
  if (user.groups.includes('system:masters')) return true;
  return grants.some(
    (grant) => isFor(grant, user) && reaches(grant, attributes) && allows(grant.rule, attributes),
  );
}

export const isFor = ({ subject }: Grant, user: UserInfo) =>
  'user' in subject ? subject.user === user.username : user.groups.includes(subject.group);

function reaches(grant: Grant, attributes: Attributes): boolean {
  if (grant.namespace === undefined) return true;
  return 'resource' in attributes && grant.namespace === attributes.namespace;
}

const has = (list: readonly string[] | undefined, value: string) =>
  list !== undefined && (list.includes('*') || list.includes(value));

/** Whether a rule covers another one, which has one verb and at most one resource, name or path. */
export function covers(rule: Rule, single: Rule): boolean {
  const [verb = ''] = single.verbs;
  const [url] = single.nonResourceURLs ?? [];
  if (url !== undefined) return allows(rule, { verb, path: url });
  const [group = ''] = single.apiGroups ?? [];
  const [path = ''] = single.resources ?? [];
  const [resource = '', subresource = ''] = path.split('/');
  const [name = ''] = single.resourceNames ?? [];
  return allows(rule, { verb, group, resource, subresource, namespace: '', name });
}

function allows(rule: Rule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) {
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? attributes.path.startsWith(url.slice(0, -1)) : url === attributes.path,
    );
  }
  const { group, resource, subresource, name } = attributes;
  const path = subresource ? `${resource}/${subresource}` : resource;
  const coversResource =
    has(rule.resources, path) || (subresource !== '' && (rule.resources ?? []).includes(`*/${subresource}`));
  const coversName = !rule.resourceNames?.length || rule.resourceNames.includes(name);
  return has(rule.apiGroups, group) && coversResource && coversName;
}

/** The API server's words for something that a user may not do. */
export function denial(user: UserInfo, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user.username)}`;
  if ('path' in attributes) return `${who} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}`;
  const { verb, group, resource, subresource, namespace } = attributes;
  const what = JSON.stringify(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope';
  return `${who} cannot ${verb} resource ${what} in API group ${JSON.stringify(group)} ${where}`;
}
