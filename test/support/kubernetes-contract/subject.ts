import { randomUUID } from 'node:crypto';
import type { Rule } from '../../../shared/simulation/rbac.ts';
import type { Claims } from '../../../shared/simulation/tokens.ts';
import { startControlPlane } from '../controlplane/start.ts';
import type { Denier } from '../simulation/admission.ts';
import { startSimulatedCluster } from '../simulation/startSimulatedCluster.ts';
import { TestCluster } from '../simulation/testCluster.ts';
import { admissionControl } from '../truth/admission.ts';
import { ApiClient } from './client.ts';
import { addInfrastructure } from './infrastructure.ts';

/** A Kubernetes API against which the contract suite runs. */
export interface ContractSubject {
  server: string;
  /** PEM. */
  ca: string;
  adminToken: string;
  /** Users with only those rights that everybody has. */
  users: { alice: string; bob: string; carol: string };
  /** Grants a user rights in a namespace, or everywhere; resolves when they have taken effect. */
  grant(username: string, rules: readonly Rule[], namespace?: string): Promise<void>;
  /** Makes it an OpenShift cluster, as far as `infrastructures/cluster` says so. */
  addInfrastructure(controlPlaneTopology: string): Promise<void>;
  /** Adds a denier of writes; resolves when it has taken effect. So does the returned function, which removes it. */
  deny(denier: Denier): Promise<() => Promise<void>>;
  /** A token that it issued, with other claims, as if issued at another time. */
  resignToken(token: string, change: Partial<Claims>): Promise<string>;
  /** Expires earlier `continue` tokens. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Seconds: the longest life of a token. Longer than what the permission tests request, whose clock advances by days.
 */
export const longestToken = 2 * 365 * 24 * 60 * 60;

export async function simulatedSubject({ withoutSockets = false } = {}): Promise<ContractSubject> {
  const cluster = new TestCluster({ maxTokenSeconds: longestToken });
  const endpoint = await startSimulatedCluster(cluster, { withoutSockets });
  return {
    server: endpoint.server,
    ca: endpoint.ca,
    adminToken: cluster.adminToken,
    users: { alice: cluster.addUser('alice'), bob: cluster.addUser('bob'), carol: cluster.addUser('carol') },
    grant: async (username, rules, namespace) => cluster.grant(username, rules, namespace),
    addInfrastructure: async (topology) => cluster.setControlPlaneTopology(topology),
    deny: async (denier) => {
      const takeAway = cluster.deny(denier);
      return async () => takeAway();
    },
    resignToken: async (token, change) => cluster.resignToken(token, change),
    compact: async () => cluster.expireContinueTokens(),
    stop: () => endpoint.stop(),
  };
}

export async function realSubject(): Promise<ContractSubject> {
  const plane = await startControlPlane({
    users: { alice: {}, bob: {}, carol: {} },
    // With it, old lists stay in memory beyond compaction, so the expiry of `continue` cannot be observed.
    apiServerFlags: [
      '--feature-gates=ListFromCacheSnapshot=false',
      `--service-account-max-token-expiration=${longestToken}s`,
    ],
  });
  const { alice = '', bob = '', carol = '' } = plane.tokens;
  const users = { alice, bob, carol };
  const admin = new ApiClient(plane.server, plane.ca, plane.adminToken);
  const control = await admissionControl(admin, plane.etcd);
  return {
    server: plane.server,
    ca: plane.ca,
    adminToken: plane.adminToken,
    users,
    grant: (username, rules, namespace) => grantByRbac(admin, username, rules, namespace),
    addInfrastructure: (topology) => addInfrastructure(admin, topology),
    deny: (denier) => control.deny(denier),
    resignToken: plane.resignToken,
    compact: () => compactEtcd(plane.etcd),
    async stop() {
      admin.close();
      await control.stop();
      await plane.stop();
    },
  };
}

/** Makes a role and its binding, and waits until the authorizer has seen them. */
async function grantByRbac(admin: ApiClient, username: string, rules: readonly Rule[], namespace?: string) {
  const api = '/apis/rbac.authorization.k8s.io/v1';
  const where = namespace === undefined ? api : `${api}/namespaces/${namespace}`;
  const [roleKind, roles, bindings] =
    namespace === undefined
      ? ['ClusterRole', 'clusterroles', 'clusterrolebindings']
      : ['Role', 'roles', 'rolebindings'];
  const name = `contract-${randomUUID()}`;
  const role = await admin.post(`${where}/${roles}`, { metadata: { name }, rules });
  const binding = await admin.post(`${where}/${bindings}`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name },
    subjects: [subjectOf(username)],
  });
  for (const { status, text } of [role, binding]) {
    if (status !== 201) throw new Error(`Could not grant to ${username}: ${status} ${text}`);
  }
  for (const rule of rules) await untilAllowed(admin, username, rule, namespace);
}

function subjectOf(username: string) {
  const [, , namespace, name] = username.startsWith('system:serviceaccount:') ? username.split(':') : [];
  return name === undefined
    ? { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: username }
    : { kind: 'ServiceAccount', namespace, name };
}

async function untilAllowed(admin: ApiClient, user: string, rule: Rule, namespace?: string) {
  const [resource = '', subresource = ''] = (rule.resources?.[0] ?? '').split('/');
  const resourceAttributes = {
    verb: rule.verbs[0],
    group: rule.apiGroups?.[0],
    resource,
    ...(subresource ? { subresource } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    ...(rule.resourceNames?.[0] === undefined ? {} : { name: rule.resourceNames[0] }),
  };
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const review = await admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      spec: { user, resourceAttributes },
    });
    if (review.json<{ status: { allowed: boolean } }>().status.allowed) return;
  }
  throw new Error(`The API server did not see what was granted to ${user}: ${JSON.stringify(rule)}`);
}

/** Through etcd's JSON gateway: removes everything older than its latest revision. */
async function compactEtcd(etcd: string): Promise<void> {
  const call = async (path: string, body: object) => {
    const response = await fetch(`${etcd}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { header: { revision: string } };
  };
  const { header } = await call('kv/range', { key: Buffer.from('/registry').toString('base64') });
  await call('kv/compaction', { revision: header.revision, physical: true });
}
