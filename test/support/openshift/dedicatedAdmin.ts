import { until } from '../../e2e/world/until.ts';
import type { ApiClient } from '../kubernetes-contract/client.ts';
import { made } from './made.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
/** The group of customers' admins on ROSA and OpenShift Dedicated. */
export const dedicatedAdmins = 'dedicated-admins';

/**
 * Where dedicated-admins are admins of namespaces, and their rights there and in the whole cluster: the rules that ROSA
 * gives them, for resources of Kubernetes and projects.
 * Source: https://github.com/openshift/managed-cluster-config, deploy/rbac-permissions-operator-config,
 * 05-dedicated-admins-aggregate-cluster at commit 0653300a3cb9d6dcfa2bf2bb1c1bc1d5910b270f,
 * 05-dedicated-admins-aggregate-project at commit 0483c8cd0133ad1f18580f1db7e4fca70055290c, and 50-dedicated-admins at
 * commit 05985098bd675d6c99a5b45859003ca34bb0db8e, read in November 2026.
 */
const deniedNamespaces = /^(kube|openshift|default)$|^(kube-|openshift-|redhat-)/;
const change = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const see = ['get', 'list', 'watch'];
const clusterRules = [
  { apiGroups: [apiGroup], resources: ['clusterroles', 'clusterrolebindings'], verbs: change },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['subjectaccessreviews', 'selfsubjectaccessreviews'],
    verbs: ['create'],
  },
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['', 'project.openshift.io'], resources: ['projectrequests'], verbs: ['create'] },
  { apiGroups: ['project.openshift.io'], resources: ['projects'], verbs: ['get'] },
  { apiGroups: [''], resources: ['nodes', 'persistentvolumes'], verbs: see },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'update', 'patch'] },
  { apiGroups: [''], resources: ['pods', 'replicationcontrollers', 'services'], verbs: see },
  {
    apiGroups: ['apps'],
    resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: ['list'],
  },
  { apiGroups: ['config.openshift.io'], resources: ['clusterversions'], verbs: see },
];
const projectRules = [
  { apiGroups: [''], resources: ['limitranges', 'resourcequotas'], verbs: change },
  { apiGroups: [apiGroup], resources: ['clusterrolebindings', 'rolebindings'], verbs: change },
  { apiGroups: [''], resources: ['events', 'namespaces', 'pods'], verbs: see },
];
/** OpenShift adds it to Kubernetes' own `admin`. */
const ofProjects = [
  {
    apiGroups: ['project.openshift.io'],
    resources: ['projects'],
    verbs: ['get', 'patch', 'update', 'delete'],
  },
];

/** Makes the roles, and binds them in the cluster and in the existing namespaces. */
export async function addDedicatedAdmins(admin: ApiClient): Promise<void> {
  made(
    await admin.post(`${rbac}/clusterroles`, {
      metadata: { name: 'dedicated-admins-cluster' },
      rules: clusterRules,
    }),
  );
  made(
    await admin.post(`${rbac}/clusterroles`, {
      metadata: { name: 'dedicated-admins-project' },
      rules: projectRules,
    }),
  );
  await aggregateAdmin(admin);
  made(
    await admin.post(`${rbac}/clusterrolebindings`, {
      metadata: { name: dedicatedAdmins },
      roleRef: { apiGroup, kind: 'ClusterRole', name: 'dedicated-admins-cluster' },
      subjects: [{ apiGroup, kind: 'Group', name: dedicatedAdmins }],
    }),
  );
  const { items } = (await admin.get('/api/v1/namespaces')).json<{
    items: { metadata: { name: string } }[];
  }>();
  for (const { metadata } of items) await bindDedicatedAdmins(admin, metadata.name);
}

/** What ROSA's rbac-permissions-operator does in a new namespace. */
export async function bindDedicatedAdmins(admin: ApiClient, namespace: string): Promise<void> {
  if (deniedNamespaces.test(namespace)) return;
  for (const name of ['dedicated-admins-project', 'admin'])
    made(
      await admin.post(`${rbac}/namespaces/${namespace}/rolebindings`, {
        metadata: { name: `${name}-${dedicatedAdmins}` },
        roleRef: { apiGroup, kind: 'ClusterRole', name },
        subjects: [{ apiGroup, kind: 'Group', name: dedicatedAdmins }],
      }),
    );
  const resourceAttributes = { namespace, verb: 'get', resource: 'secrets' };
  const review = { spec: { user: 'somebody', groups: [dedicatedAdmins], resourceAttributes } };
  await until(
    `the authorizer to know dedicated-admins in ${namespace}`,
    async () => (await admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).text,
    (answer) => answer.includes('"allowed":true'),
    { pause: 20 },
  );
}

interface ClusterRole {
  metadata: { name: string; labels?: Record<string, string> };
  rules: object[] | null;
}

/** The part of the controller for aggregated ClusterRoles, which does not run with only a kube-apiserver. */
async function aggregateAdmin(admin: ApiClient): Promise<void> {
  const { items } = (await admin.get(`${rbac}/clusterroles`)).json<{ items: ClusterRole[] }>();
  const of = (role: string): object[] =>
    items
      .filter(({ metadata }) => metadata.labels?.[`${apiGroup}/aggregate-to-${role}`] === 'true')
      .flatMap(({ metadata, rules }) => [
        ...(rules ?? []),
        ...(metadata.name === role ? [] : of(metadata.name)),
      ]);
  const role = (await admin.get(`${rbac}/clusterroles/admin`)).json();
  made(await admin.put(`${rbac}/clusterroles/admin`, { ...role, rules: [...of('admin'), ...ofProjects] }));
}
