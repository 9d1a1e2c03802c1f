import type { Ends } from '../../ends.ts';
import { authEntry } from '../../registries/credential.ts';
import { configKeys, registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential } from '../kind.ts';

/**
 * A docker config for these registries, as text: one entry for each host, and for each name by which clients look it
 * up. A registry whose host is such a name takes precedence over one that only shares it.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function dockerConfigOf(credentials: readonly RegistryWithCredential[]): string {
  const auths: Record<string, { auth: string }> = {};
  for (const keysOf of [registryHosts, configKeys])
    for (const { registry, credential } of credentials)
      for (const key of keysOf(registry)) auths[key] ??= { auth: authEntry(credential) };
  return JSON.stringify({ auths });
}

/** When the first of them expires. */
export function earliestExpiry(credentials: readonly RegistryWithCredential[]): Ends {
  return Math.min(...credentials.map(({ credential }) => credential.expiresAt));
}
