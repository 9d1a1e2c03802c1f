import pMap from 'p-map';
import { listed } from '../../words.ts';
import { concurrency } from './paths.ts';
import type { Asking } from './plan.ts';

interface Resource {
  /** Path of the group and version: `/apis/apps/v1`. */
  root: string;
  name: string;
  kind: string;
}

/** The fields of an object that show whether the cluster itself made it. */
interface Item {
  metadata?: { name?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  type?: string;
  roleRef?: { kind?: string };
}

/** What a cluster puts into every namespace, or copies there from elsewhere. */
const accounts = ['default', 'builder', 'deployer', 'pipeline'];
const configMaps = [
  'kube-root-ca.crt',
  'openshift-service-ca.crt',
  'config-trusted-cabundle',
  'config-service-cabundle',
];
const shownOnly = ['authorization.openshift.io', 'packages.operators.coreos.com', 'metrics.k8s.io'];
/** Kubernetes resources that hold nothing of value, and that an admin of a namespace may not list. */
const ofNoMatter = ['events', 'podtemplates', 'csistoragecapacities', 'controllerrevisions'];

/**
 * Whether a namespace has, or may have, something of others: a sentence that says what; undefined if it was seen to
 * have nothing. Looks at every resource of the API server that can be listed.
 */
export async function othersIn(api: Asking, namespace: string): Promise<string | undefined> {
  const resources = await listable(api);
  if (typeof resources === 'string')
    return `it is not known what else is in it: the API server does not answer ${resources}`;
  const hidden: string[] = [];
  const others = await pMap(
    resources,
    async ({ root, name, kind }) => {
      const answer = await api.ask('GET', `${root}/namespaces/${namespace}/${name}?limit=100`);
      const { items } = (answer.body ?? {}) as { items?: Item[] | null };
      if (answer.status === 404 || answer.status === 405) return [];
      if (answer.status !== 200 || items === undefined) {
        if (!ofNoMatter.includes(name)) hidden.push(name);
        return [];
      }
      return (items ?? [])
        .filter((item) => !isOfCluster(name, item))
        .map(({ metadata }) => `${kind} ${metadata?.name ?? ''}`);
    },
    { concurrency },
  );
  const found = others.flat();
  if (found.length > 0) return `others have something in it: ${listed(found)}`;
  return hidden.length > 0
    ? `this account may not see whether others have something in it: ${listed(hidden)}`
    : undefined;
}

function isOfCluster(resource: string, { metadata, type = '', roleRef }: Item): boolean {
  const { name = '', labels = {}, annotations = {} } = metadata ?? {};
  if (resource === 'events') return true;
  if (resource === 'configmaps') return configMaps.includes(name);
  if (resource === 'serviceaccounts') return accounts.includes(name);
  // It grants access to the namespace's contents, and there are none.
  if (resource === 'rolebindings') return roleRef?.kind === 'ClusterRole';
  if (resource === 'secrets')
    return (
      /^kubernetes\.io\/(service-account-token|dockercfg)$/.test(type) &&
      accounts.includes(
        annotations['kubernetes.io/service-account.name'] ??
          annotations['openshift.io/internal-registry-auth-token.service-account'] ??
          '',
      )
    );
  // OLM copies the existing operators into each namespace.
  return resource === 'clusterserviceversions' && 'olm.copiedFrom' in labels;
}

/** Returns the path that is not answered, if there is one. */
async function listable(api: Asking): Promise<Resource[] | string> {
  const answer = await api.ask('GET', '/apis');
  const { groups } = (answer.body ?? {}) as {
    groups?: { name: string; preferredVersion: { groupVersion: string } }[];
  };
  if (answer.status !== 200 || !Array.isArray(groups)) return '/apis';
  const roots = [
    '/api/v1',
    ...groups
      .filter(({ name }) => !shownOnly.includes(name))
      .map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  const lists = await pMap(roots, (root) => resourcesAt(api, root), { concurrency });
  const silent = lists.indexOf(undefined);
  return roots[silent] ?? lists.flatMap((each) => each ?? []);
}

async function resourcesAt(api: Asking, root: string): Promise<Resource[] | undefined> {
  const answer = await api.ask('GET', root);
  const { resources } = (answer.body ?? {}) as {
    resources?: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
  };
  if (answer.status !== 200 || !Array.isArray(resources)) return undefined;
  return resources
    .filter(({ name, namespaced, verbs }) => namespaced && !name.includes('/') && verbs.includes('list'))
    .map(({ name, kind }) => ({ root, name, kind }));
}
