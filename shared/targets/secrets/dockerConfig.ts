import { authEntry } from '../../registries/credential.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential } from '../kind.ts';

/**
 * The text of a docker config for these registries: one entry for each host.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function dockerConfig(credentials: readonly RegistryWithCredential[]): string {
  const auths: Record<string, { auth: string }> = {};
  for (const { registry, credential } of credentials)
    for (const host of registryHosts(registry)) auths[host] = { auth: authEntry(credential) };
  return JSON.stringify({ auths });
}

/** Epoch milliseconds: when the first of them ends; Infinity where none does. */
export function earliestExpiry(credentials: readonly RegistryWithCredential[]): number {
  return Math.min(...credentials.map(({ credential }) => credential.expiresAt));
}
