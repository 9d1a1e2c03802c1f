import { Failure } from '../failure.ts';
import type { RegistryCredential } from './credential.ts';
import { type EcrClients, mintEcrToken } from './ecr.ts';
import { memo } from './memo.ts';
import type { Registry } from './schema.ts';

/**
 * Gives a registry's credential. One that is kept and ends before `heldUntil` (epoch milliseconds) is not given: the
 * cluster holds a better one already. Throws a Failure where there is none to be had.
 */
export type Tokens = (registry: Registry, heldUntil?: number) => Promise<RegistryCredential>;

/** Told of every call for a token: what came from memory is no news. */
export interface TokenNews {
  minted(): void;
  throttled(): void;
}

/**
 * Milliseconds. A token of ECR lives 12 hours; the rest is left to clocks that differ. One that is said to live
 * longer is not believed: a cluster that was thought to hold it would take no other until that end, and no alarm
 * would tell that the real one had come.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
const longestLife = 13 * 3_600_000;

/**
 * Credentials for registries, shared by every cluster that a warm worker serves: one call per principal
 * and region, reused while more than half of the token's life is left.
 */
export function tokenSource(
  clients: EcrClients,
  now: () => number,
  tell: TokenNews = { minted: () => {}, throttled: () => {} },
): Tokens {
  const halfItsLifeIsLeft = ({ expiresAt }: RegistryCredential, fetchedAt: number) =>
    expiresAt - now() > (expiresAt - fetchedAt) / 2;
  const shared = memo(halfItsLifeIsLeft, now);

  return (registry, heldUntil = 0) => {
    const { region, roleArn, externalId } = registry;
    const mint = async () => {
      try {
        const credential = await mintEcrToken(clients, { region, roleArn, externalId });
        tell.minted();
        return { ...credential, expiresAt: Math.min(credential.expiresAt, now() + longestLife) };
      } catch (error) {
        if (error instanceof Failure && error.kind === 'throttled') tell.throttled();
        throw error;
      }
    };
    return shared(tokenKey(registry), mint, ({ expiresAt }) => expiresAt >= heldUntil);
  };
}

/**
 * Registries with the same key take the same token. The external id is part of it: who does not know it
 * must not be served from the cache.
 */
export function tokenKey({ region, roleArn, externalId }: Registry): string {
  return JSON.stringify([region, roleArn, externalId]);
}
