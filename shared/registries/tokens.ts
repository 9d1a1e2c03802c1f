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
        return credential;
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
