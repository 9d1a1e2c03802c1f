import type { Claims } from '../../../../shared/simulation/tokens.ts';
import type { TestCluster } from '../../simulation/testCluster.ts';

const namespace = 'pullpass';
const name = 'pullpass';
export const username = `system:serviceaccount:${namespace}:${name}`;

/**
 * How the API server answers a request for a token: correctly, with a token that it refuses itself, or with another
 * account's.
 */
export const mintings = ['right', 'refused', 'of-another'] as const;
export type Minting = (typeof mintings)[number];

/** The part of a cluster that tokens need. */
interface Cluster {
  sim: TestCluster;
  minting: Minting;
  faultless: TestCluster['handle'];
  issue: (credential: string) => void;
}

/** Makes PullPass's service account, which may only write what targets need and make its own tokens. */
export function addIdentity({ sim }: Pick<Cluster, 'sim'>): void {
  if (sim.namespace(namespace) === undefined) sim.addNamespace(namespace);
  for (const account of [name, 'another'])
    if (sim.serviceAccount(namespace, account) === undefined) sim.addServiceAccount(namespace, account);
  sim.revokeGrants(username);
  const verbs = ['get', 'list', 'create', 'update', 'patch', 'delete'];
  sim.grant(username, [{ verbs, apiGroups: [''], resources: ['namespaces', 'secrets', 'serviceaccounts'] }]);
  const token = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] };
  sim.grant(username, [{ ...token, resourceNames: [name] }], namespace);
}

/** Removes it, and with it everything its tokens may do. */
export const removeIdentity = ({ sim }: Pick<Cluster, 'sim'>) =>
  sim.remove('serviceaccounts', namespace, name);

/** A token of it, as made for an admin. */
export function mintToken(cluster: Cluster, minutes: number, account = name): string {
  const { sim, faultless, issue } = cluster;
  const answer = faultless({
    method: 'POST',
    url: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    headers: { authorization: `Bearer ${sim.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ spec: { expirationSeconds: minutes * 60 } }),
  });
  if (answer.status !== 201) throw new Error(`Expected a token of ${account}: ${answer.body}`);
  const token = tokenIn(answer.body);
  issue(token);
  return token;
}

export const tokenIn = (body: string) => (JSON.parse(body) as { status: { token: string } }).status.token;

export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

/** The answer to a request for a token, with the token that the cluster's setting gives. */
export function minted(cluster: Cluster, body: string): string {
  const request = JSON.parse(body) as { status: { token: string } };
  const { token } = request.status;
  const other =
    cluster.minting === 'of-another'
      ? mintToken(cluster, 60, 'another')
      : cluster.sim.resignToken(token, { aud: ['https://elsewhere.example.com'] });
  return JSON.stringify({ ...request, status: { ...request.status, token: other } });
}
