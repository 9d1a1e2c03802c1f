import type { RegistryCredential } from './credential.ts';
import { type EcrClients, mintEcrToken } from './ecr.ts';
import { memo } from './memo.ts';
import type { Registry } from './schema.ts';

/** Gives a registry's credential. Throws a Failure where there is none to be had. */
export type Tokens = (registry: Registry) => Promise<RegistryCredential>;

/**
 * Credentials for registries, shared by every cluster that a warm worker serves: one call per principal
 * and region, reused while more than half of the token's life is left.
 */
export function tokenSource(clients: EcrClients, now: () => number): Tokens {
  const halfItsLifeIsLeft = ({ expiresAt }: RegistryCredential, fetchedAt: number) =>
    expiresAt - now() > (expiresAt - fetchedAt) / 2;
  const shared = memo(halfItsLifeIsLeft, now);

  return (registry) => {
    const { region, roleArn, externalId } = registry;
    return shared(tokenKey(registry), () => mintEcrToken(clients, { region, roleArn, externalId }));
  };
}

/**
 * Registries with the same key take the same token. The external id is part of it: who does not know it
 * must not be served from the cache.
 */
export function tokenKey({ region, roleArn, externalId }: Registry): string {
  return JSON.stringify([region, roleArn, externalId]);
}
