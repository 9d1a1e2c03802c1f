import type { Grants } from './grantsOf.ts';
import type { Identity } from './identity.ts';
import { labelsOf } from './labels.ts';
import { renewalRule } from './renewalRule.ts';
import type { Rule } from './rules.ts';

/** A Kubernetes object, as `oc apply` takes it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** A manifest, and what an admin should know before applying it. */
export interface Commented {
  comment?: string;
  manifest: Manifest;
  /** Names of the targets that need it; absent if the identity itself needs it. */
  targets?: string[];
}

const rbac = 'rbac.authorization.k8s.io';

/**
 * The objects that give an identity these rights, in an order in which they can be applied.
 *
 * @param renews whether the identity makes its own next token
 */
export function manifestsOf(grants: Grants, identity: Identity, { renews = false } = {}): Commented[] {
  const { inNamespaces, everywhere, ofCluster, open, inNone } = grants;
  const { name } = identity;
  return [
    ...identityManifests(grants, identity),
    ...(renews ? bound(renewal(identity), identity) : []),
    ...inNamespaces.flatMap(({ namespace, rules, targets }) =>
      bound({ name, namespace, rules, targets }, identity),
    ),
    ...(ofCluster.length === 0
      ? []
      : bound(
          {
            name: `${name}-cluster`,
            rules: ofCluster,
            comment: whyCluster(grants),
            targets: inNone,
          },
          identity,
        )),
    ...(everywhere.length === 0
      ? []
      : bound(
          {
            name: `${name}-everywhere`,
            rules: everywhere,
            comment: whyEverywhere(grants, name),
            targets: open,
          },
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
      metadata: { name, namespace, labels: labelsOf({ namespace, name }) },
      automountServiceAccountToken: false,
    },
  };
  if (isThere) return [account];
  return [
    {
      comment: `If you may not make namespaces, as a dedicated-admin of ROSA, run this first: oc new-project ${namespace}`,
      manifest: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: labelsOf({ namespace, name }) },
      },
    },
    account,
  ];
}

function renewal({ namespace, name }: Identity): Role {
  return {
    name: `${name}-renewal`,
    namespace,
    rules: [renewalRule({ name })],
    comment:
      'It makes its own next token, before the one that it has ends, and no token of any other account.',
  };
}

interface Role {
  name: string;
  /** Absent: a ClusterRole. */
  namespace?: string;
  rules: readonly Rule[];
  comment?: string;
  targets?: string[];
}

function bound({ name, namespace, rules, comment, targets }: Role, identity: Identity): Commented[] {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels: labelsOf(identity) };
  const apiVersion = `${rbac}/v1`;
  const needing = targets === undefined ? {} : { targets };
  return [
    {
      ...(comment !== undefined && { comment }),
      manifest: { apiVersion, kind, metadata, rules },
      ...needing,
    },
    {
      ...needing,
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
