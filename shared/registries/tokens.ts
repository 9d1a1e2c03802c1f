import { Failure } from '../failure.ts';
import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import { registryHosts } from './hosts.ts';
import { registryKindOf } from './kinds.ts';
import { memo } from './memo.ts';
import { proofs, type Unproven } from './proof/proofs.ts';
import type { Proof } from './proof/prove.ts';
import { refusals } from './proof/refusals.ts';
import type { Registry } from './schema.ts';

/** A credential, and the hosts of the registry that did not say whether they take it. */
export interface GivenCredential extends RegistryCredential {
  unproven?: readonly Unproven[];
}

/**
 * Gives a registry's credential. One that is kept and ends before `heldUntil` (epoch milliseconds) is not given: the
 * cluster holds a better one already. Throws a Failure where there is none to be had, or the registry refuses it.
 */
export type Tokens = (registry: Registry, heldUntil?: number) => Promise<GivenCredential>;

/** Told of every call for a credential: what came from memory is no news. */
export interface TokenNews {
  minted(): void;
  throttled(): void;
  unproven(host: Unproven): void;
}

/** What credentials are fetched with, and how they are tried at a host before anybody is given them. */
export interface TokenWorld {
  clients: RegistryClients;
  prove: (host: string, credential: RegistryCredential) => Promise<Proof>;
  now: () => number;
  news?: TokenNews;
}

/**
 * Milliseconds. A token of ECR lives 12 hours; the rest is left to clocks that differ. One that is said to live
 * longer is not believed: a cluster that was thought to hold it would take no other until that end, and no alarm
 * would tell that the real one had come.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
const longestLife = 13 * 3_600_000;

/** Milliseconds after which one that does not end is read again, for it may have been changed or mended. */
const readAgainAfter = 10_000;

/**
 * Credentials for registries, shared by every cluster that a warm worker serves: one call per principal and region,
 * reused while more than half of the token's life is left. Each is tried once at each host before it is given.
 */
export function tokenSource({ clients, prove, now, news = silence }: TokenWorld): Tokens {
  const refused = refusals(now);
  const lastRead = new Map<string, RegistryCredential>();
  const tried = proofs(prove, news.unproven);

  const shared = memo<RegistryCredential>((credential, fetchedAt, key) => {
    if (lastRead.get(key) === credential) return now() - fetchedAt < readAgainAfter;
    return credential.expiresAt - now() > (credential.expiresAt - fetchedAt) / 2;
  }, now);

  const fetch = async (registry: Registry, key: string): Promise<RegistryCredential> => {
    const credential = await registryKindOf(registry)
      .fetch(clients, registry)
      .catch((error: unknown) => {
        if (error instanceof Failure && error.kind === 'throttled') news.throttled();
        throw error;
      });
    if (credential.expiresAt !== Number.POSITIVE_INFINITY) {
      news.minted();
      return { ...credential, expiresAt: Math.min(credential.expiresAt, now() + longestLife) };
    }
    const before = lastRead.get(key);
    // The one that was tried already, unless it is another or was refused a while ago: then it is tried anew.
    const known =
      before !== undefined && isSame(before, credential) && !refused.areOver(before, registryHosts(registry));
    lastRead.set(key, known ? before : credential);
    return known ? before : credential;
  };

  return async (registry, heldUntil = 0) => {
    const key = tokenKey(registry);
    const hosts = registryHosts(registry);
    const credential = await shared(
      key,
      () => fetch(registry, key),
      (kept) => kept.expiresAt >= heldUntil && !refused.areOver(kept, hosts),
    );
    const proved = await tried(hosts, credential);
    if ('unproven' in proved) return { ...credential, unproven: proved.unproven };
    refused.note(credential, proved.refused.host);
    throw refusal(registry, proved.refused);
  };
}

/** Registries with the same key take the same credential. */
export function tokenKey(registry: Registry): string {
  return JSON.stringify(registryKindOf(registry).key(registry));
}

function isSame(a: RegistryCredential, b: RegistryCredential): boolean {
  return a.username === b.username && a.password === b.password;
}

function refusal(registry: Registry, { host, by }: { host: string; by: string }): Failure {
  return new Failure(
    'registry',
    `The registry ${registry.name} refused its new credential at ${host} (${by}); what the cluster holds was left as it is`,
    { remedy: registryKindOf(registry).remedy(registry) },
  );
}

const silence: TokenNews = { minted: () => {}, throttled: () => {}, unproven: () => {} };
