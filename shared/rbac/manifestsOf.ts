import type { Rule } from '../kubernetes/rules.ts';
import type { Grants } from './grantsOf.ts';

/** A service account. */
export interface Identity {
  namespace: string;
  name: string;
}

/** An object of Kubernetes, as `oc apply` takes it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** A manifest, and what an admin should know before it is applied. */
export interface Commented {
  comment?: string;
  manifest: Manifest;
}

const rbac = 'rbac.authorization.k8s.io';
/** By it, what was made for PullPass can be found again. */
const labels = { 'app.kubernetes.io/part-of': 'pullpass' };

/** The objects that give an identity these grants, in the order in which they can be applied. */
export function manifestsOf(grants: Grants, identity: Identity): Commented[] {
  const { inNamespaces, everywhere, ofCluster } = grants;
  const { name } = identity;
  return [
    ...identityManifests(grants, identity),
    ...inNamespaces.flatMap(({ namespace, rules }) => bound({ name, namespace, rules }, identity)),
    ...(ofCluster.length === 0
      ? []
      : bound({ name: `${name}-cluster`, rules: ofCluster, comment: whyCluster(grants) }, identity)),
    ...(everywhere.length === 0
      ? []
      : bound(
          { name: `${name}-everywhere`, rules: everywhere, comment: whyEverywhere(grants, name) },
          identity,
        )),
  ];
}

function identityManifests({ inNamespaces }: Grants, { namespace, name }: Identity): Commented[] {
  const isThere = namespace === 'default' || inNamespaces.some((served) => served.namespace === namespace);
  const account: Commented = {
    comment: 'No pod runs as it.',
    manifest: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels },
      automountServiceAccountToken: false,
    },
  };
  if (isThere) return [account];
  return [
    {
      comment: `Who may not make namespaces, as dedicated-admins of ROSA, runs first: oc new-project ${namespace}`,
      manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    },
    account,
  ];
}

interface Role {
  name: string;
  /** Absent: a ClusterRole. */
  namespace?: string;
  rules: readonly Rule[];
  comment?: string;
}

function bound({ name, namespace, rules, comment }: Role, identity: Identity): Commented[] {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels };
  const apiVersion = `${rbac}/v1`;
  return [
    { ...(comment !== undefined && { comment }), manifest: { apiVersion, kind, metadata, rules } },
    {
      manifest: {
        apiVersion,
        kind: `${kind}Binding`,
        metadata,
        roleRef: { apiGroup: rbac, kind, name },
        subjects: [{ kind: 'ServiceAccount', ...identity }],
      },
    },
  ];
}

function whyCluster({ open }: Grants): string {
  return open.length === 0
    ? 'Needs a cluster-admin. It allows what is in no namespace, and there only what is named.'
    : `Needs a cluster-admin. Why in the whole cluster: ${targetsNamed(open)} namespaces by globs, by labels or all of them, so PullPass lists namespaces, and lists its own secrets and service accounts by their names, to see at sweeps what is missing. It allows to read secrets of these names in every namespace, and no other secret.`;
}

function whyEverywhere({ everywhere, open }: Grants, name: string): string {
  const objects = everywhere.map(
    ({ resources, resourceNames = [], verbs }) =>
      `${verbs.join(', ')} ${resources.join(', ')} ${resourceNames.join(', ')}`,
  );
  return `Needs a cluster-admin. Why in every namespace: which namespaces ${targetsNamed(open)} is not known beforehand. It allows to ${objects.join('; and to ')}: in every namespace, kube-system and openshift-* among them. To allow less, leave out the ClusterRoleBinding ${name}-everywhere, and bind this ClusterRole by a RoleBinding in each namespace that is to be served, such as in the project request template.`;
}

const targetsNamed = (names: readonly string[]) =>
  names.length === 1 ? `the target ${names[0]} chooses` : `the targets ${names.join(', ')} choose`;
