import pMap from 'p-map';
import type { ApiClient } from '../kubernetes-contract/client.ts';

/** A right to ask about. `namespace` '' stands for all, `name` '' for any. */
export interface Power {
  verb: string;
  group: string;
  /** With its subresource: `serviceaccounts/token`. */
  resource: string;
  namespace: string;
  name: string;
}

export const shownPower = ({ verb, group, resource, namespace, name }: Power): string =>
  `${verb} ${[resource, group].filter(Boolean).join('.')} ${name || '(any)'} in ${namespace || '(all)'}`;

/** Verbs that mean something to Kubernetes, but that no list of resources names. */
const unlisted = [
  { verb: '*', group: '*', resource: '*' },
  ...['users', 'groups', 'serviceaccounts'].map((resource) => ({ verb: 'impersonate', group: '', resource })),
  ...['roles', 'clusterroles'].flatMap((resource) =>
    ['escalate', 'bind'].map((verb) => ({ verb, group: 'rbac.authorization.k8s.io', resource })),
  ),
  ...['approve', 'sign', 'attest'].map((verb) => ({
    verb,
    group: 'certificates.k8s.io',
    resource: 'signers',
  })),
];

/** Each verb on each resource and subresource that the API server lists, and on all at once; without a place. */
export async function everything(admin: ApiClient): Promise<Pick<Power, 'verb' | 'group' | 'resource'>[]> {
  const { groups } = (await admin.get('/apis')).json<{
    groups: { name: string; versions: { groupVersion: string }[] }[];
  }>();
  const roots = [
    { name: '', root: '/api/v1' },
    ...groups.flatMap(({ name, versions }) =>
      versions.map(({ groupVersion }) => ({ name, root: `/apis/${groupVersion}` })),
    ),
  ];
  const lists = await pMap(
    roots,
    async ({ name: group, root }) => {
      const { resources } = (await admin.get(root)).json<{
        resources: { name: string; verbs: string[] }[];
      }>();
      return resources.flatMap(({ name: resource, verbs }) =>
        verbs.map((verb) => ({ verb, group, resource })),
      );
    },
    { concurrency: 8 },
  );
  const all = [...lists.flat(), ...unlisted];
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

/** Which of these rights a client has, by SelfSubjectAccessReviews. */
export async function allowedOf(client: ApiClient, powers: readonly Power[]): Promise<string[]> {
  const answers = await pMap(
    powers,
    async (power) => {
      const [resource, subresource] = power.resource.split('/');
      const review = await client.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        spec: { resourceAttributes: { ...power, resource, subresource } },
      });
      return review.json<{ status: { allowed: boolean } }>().status.allowed ? [shownPower(power)] : [];
    },
    { concurrency: 16 },
  );
  return answers.flat().sort();
}

/** All rights of a client in a namespace according to RBAC, one by one, including paths that are not resources. */
export async function rulesIn(client: ApiClient, namespace: string): Promise<string[]> {
  const answer = await client.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    spec: { namespace },
  });
  const { resourceRules, nonResourceRules, incomplete } = answer.json<{
    status: {
      resourceRules: {
        verbs: string[];
        apiGroups?: string[];
        resources?: string[];
        resourceNames?: string[];
      }[];
      nonResourceRules: { verbs: string[]; nonResourceURLs: string[] }[];
      incomplete: boolean;
    };
  }>().status;
  if (incomplete) throw new Error('The API server does not know all rules.');
  const powers = resourceRules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames = [''] }) =>
    verbs.flatMap((verb) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.map((name) => shownPower({ verb, group, resource, namespace, name })),
        ),
      ),
    ),
  );
  const paths = nonResourceRules.flatMap(({ verbs, nonResourceURLs }) =>
    verbs.flatMap((verb) => nonResourceURLs.map((url) => `${verb} ${url}`)),
  );
  return [...new Set([...powers, ...paths])].sort();
}
