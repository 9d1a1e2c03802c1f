import type { SimulatedCluster } from '../../shared/simulation/cluster.ts';
import type { Place } from './registration.ts';

/** What the secret must contain. */
export interface Expected {
  /** Host of the registry. */
  host: string;
  /** The cluster's name in PullPass. */
  cluster: string;
  /** ISO 8601, as the API shows it. */
  validUntil: string;
  /** ISO 8601: the credential must be valid for some time after this. */
  now: string;
}

/** What is wrong in the cluster after a push; empty if all is well. Never quotes a credential. */
export function problemsAfterPush(
  cluster: SimulatedCluster,
  { namespace, secretName, serviceAccount = '' }: Place,
  { host, cluster: name, validUntil, now }: Expected,
): string[] {
  const secret = cluster.secret(namespace, secretName);
  if (secret === undefined) return [`there is no secret ${namespace}/${secretName}`];
  const annotations = secret.metadata.annotations ?? {};
  const account = cluster.serviceAccount(namespace, serviceAccount);
  const links = (list: readonly { name?: string }[] = []) => list.some(({ name }) => name === secretName);
  const checks: [boolean, string][] = [
    [secret.type === 'kubernetes.io/dockerconfigjson', `the secret is of type ${secret.type}`],
    [annotations['pullpass.io/cluster'] === name, 'the secret is annotated for another cluster'],
    [annotations['pullpass.io/valid-until'] === validUntil, 'the secret and the API differ on its expiry'],
    [validUntil > now, `its credential has expired already, at ${validUntil}`],
    [isLogin(secret.data?.['.dockerconfigjson'], host), `it holds no ECR login for ${host}`],
    [links(account?.imagePullSecrets), `service account ${serviceAccount} has no such imagePullSecrets`],
    [links(account?.secrets), `service account ${serviceAccount} has no such secrets`],
  ];
  return checks.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

/** What is left in the cluster after deregistering. */
export function problemsAfterRemoval(
  cluster: SimulatedCluster,
  { namespace, secretName, serviceAccount = '' }: Place,
): string[] {
  const account = cluster.serviceAccount(namespace, serviceAccount);
  const links = [...(account?.imagePullSecrets ?? []), ...(account?.secrets ?? [])];
  return [
    ...(cluster.secret(namespace, secretName) === undefined ? [] : [`the secret ${namespace}/${secretName}`]),
    ...(links.some(({ name }) => name === secretName)
      ? [`its link in service account ${serviceAccount}`]
      : []),
  ];
}

function isLogin(data: string | undefined, host: string): boolean {
  try {
    const { auths } = JSON.parse(decoded(data ?? '')) as { auths: Record<string, { auth: string }> };
    return /^AWS:./.test(decoded(auths[host]?.auth ?? ''));
  } catch {
    return false;
  }
}

const decoded = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
