import type { CredentialFacts, Excess } from '../clusters/credentialFacts.ts';
import type { Access, KubernetesApi, Self } from '../kubernetes/api.ts';
import { ask, type Limits } from './ask.ts';

const everything: Access = { verb: '*', group: '*', resource: '*' };
/** To list secrets is to read them all; who may get each needs only their names. */
const allSecrets: readonly Access[] = [
  { verb: 'list', resource: 'secrets' },
  { verb: 'get', resource: 'secrets' },
];

/** Every cluster has it from its first start to its end, and under another UID than all others. */
const oldest = 'kube-system';

/** As Kubernetes gives them; what else a server says is no UID. */
const uidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the credential may do beyond any need, and which cluster this is, as far as it may know. Throws nothing. */
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

/** Of users, the UID may be a name or nothing. */
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
    return (await api.readNamespace(oldest)).metadata?.uid;
  } catch {
    return undefined;
  }
}
