import type { SimulatedCluster } from '../../shared/simulation/cluster.ts';
import { readPassword } from '../aws/ecrToken.ts';
import { secretName, serviceAccounts } from './fleet.ts';
import type { RunningDemoCluster } from './startDemo.ts';

export interface ReadBack {
  cluster: string;
  /** How many namespaces were checked. */
  namespaces: number;
  /** What is missing or wrong there; never quotes a credential. */
  problems: readonly string[];
}

export interface Expected {
  /** Host of the registry. */
  host: string;
  /** Epoch milliseconds. */
  now: number;
  /** Whether the tokens come from the real ECR: its passwords cannot be read. */
  real: boolean;
}

/** Checks in a simulated cluster itself what PullPass says that it wrote there. */
export function readBack({ name, served, endpoint }: RunningDemoCluster, expected: Expected): ReadBack {
  const problems = served.flatMap((namespace) =>
    problemsIn(endpoint.cluster, namespace, expected).map((problem) => `${namespace}: ${problem}`),
  );
  return { cluster: name, namespaces: served.length, problems };
}

function problemsIn(cluster: SimulatedCluster, namespace: string, expected: Expected): string[] {
  const encoded = cluster.secret(namespace, secretName)?.data?.['.dockerconfigjson'];
  if (encoded === undefined) return [`no secret ${secretName}`];
  const unlinked = serviceAccounts.filter((account) => !isLinked(cluster, namespace, account));
  return [
    ...wrongCredential(encoded, expected),
    ...unlinked.map((account) => `service account ${account} does not name ${secretName}`),
  ];
}

function isLinked(cluster: SimulatedCluster, namespace: string, account: string): boolean {
  const found = cluster.serviceAccount(namespace, account);
  const names = (list: readonly { name?: string }[] = []) => list.some(({ name }) => name === secretName);
  return names(found?.imagePullSecrets) && names(found?.secrets);
}

function wrongCredential(encoded: string, { host, now, real }: Expected): string[] {
  try {
    const { auths } = JSON.parse(decoded(encoded)) as { auths: Record<string, { auth: string }> };
    const login = decoded(auths[host]?.auth ?? '');
    if (!login.startsWith('AWS:') || login.length <= 4) return [`no login for ${host} in ${secretName}`];
    if (real) return [];
    return readPassword(login.slice(4)).expiresAt.getTime() > now ? [] : ['the token has expired'];
  } catch {
    return [`${secretName} holds no credential of ECR`];
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
