import type { CredentialFacts, Excess } from '../clusters/credentialFacts.ts';
import type { Access } from '../kubernetes/access.ts';
import type { KubernetesApi, Self } from '../kubernetes/api.ts';
import { ask, type Limits } from './ask.ts';

const everything: Access = { verb: '*', group: '*', resource: '*' };
/** Listing secrets means reading them all; asking about each by name says less. */
const allSecrets: readonly Access[] = [
  { verb: 'list', resource: 'secrets' },
  { verb: 'get', resource: 'secrets' },
];

/** Every cluster has it as long as it exists, and in each it has another UID. */
const oldest = 'kube-system';

/** The form that Kubernetes gives UIDs. Anything else from a server is not one. */
const uidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which needless rights the credential has, and which cluster this is, as far as it may know. Throws nothing. */
export async function askCredential(
  api: KubernetesApi,
  self: Self | undefined,
  limits: Limits,
): Promise<CredentialFacts> {
  const excess = await askExcess(api, limits);
  const uids = [accountUid(self), await askOldest(api, excess, limits)].filter(
    (uid) => uid !== undefined && uidPattern.test(uid),
  ) as string[];
  return { uids: [...new Set(uids)], ...(excess !== undefined && { excess }) };
}

async function askExcess(api: KubernetesApi, limits: Limits): Promise<Excess | undefined> {
  if ((await ask(api, everything, limits)) === 'yes') return 'everything';
  const answers = await Promise.all(allSecrets.map((access) => ask(api, access, limits)));
  return answers.includes('yes') ? 'all-secrets' : undefined;
}

/** A user's UID may be a name or empty. */
function accountUid(self: Self | undefined): string | undefined {
  return self?.username.startsWith('system:serviceaccount:') ? self.uid : undefined;
}

async function askOldest(
  api: KubernetesApi,
  excess: Excess | undefined,
  limits: Limits,
): Promise<string | undefined> {
  const access: Access = { verb: 'get', resource: 'namespaces', name: oldest, namespace: oldest };
  if (excess !== 'everything' && (await ask(api, access, limits)) !== 'yes') return undefined;
  if (limits.now() >= limits.deadline) return undefined;
  try {
    return (await api.readNamespace(oldest)).uid;
  } catch {
    return undefined;
  }
}
