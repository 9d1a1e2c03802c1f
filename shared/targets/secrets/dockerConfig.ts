import { authEntry } from '../../registries/credential.ts';
import { configKeys, registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential } from '../kind.ts';

/**
 * The text of a docker config for these registries: one entry for each host, and for each name under which clients look
 * for it. A registry that is given by such a name itself comes before one that also has it.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function dockerConfig(credentials: readonly RegistryWithCredential[]): string {
  const auths: Record<string, { auth: string }> = {};
  for (const keysOf of [registryHosts, configKeys])
    for (const { registry, credential } of credentials)
      for (const key of keysOf(registry)) auths[key] ??= { auth: authEntry(credential) };
  return JSON.stringify({ auths });
}

/** Epoch milliseconds: when the first of them ends; Infinity where none does. */
export function earliestExpiry(credentials: readonly RegistryWithCredential[]): number {
  return Math.min(...credentials.map(({ credential }) => credential.expiresAt));
}
