import type { ApplyBody } from '../../kubernetes/api.ts';
import { authEntry } from '../../registries/credential.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential } from '../kind.ts';

export const managedByLabel = 'app.kubernetes.io/managed-by';
export const clusterAnnotation = 'pullpass.io/cluster';
export const validUntilAnnotation = 'pullpass.io/valid-until';

/**
 * The secret as it is applied, the same in every namespace. All registries go into one secret, because an
 * OpenShift build uses only one.
 * Source: https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function pullSecret(
  name: string,
  cluster: string,
  credentials: readonly RegistryWithCredential[],
): ApplyBody & { validUntil: number } {
  const auths: Record<string, { auth: string }> = {};
  for (const { registry, credential } of credentials)
    for (const host of registryHosts(registry)) auths[host] = { auth: authEntry(credential) };

  const validUntil = Math.min(...credentials.map(({ credential }) => credential.expiresAt));
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      labels: { [managedByLabel]: 'pullpass' },
      annotations: {
        [clusterAnnotation]: cluster,
        [validUntilAnnotation]: new Date(validUntil).toISOString(),
      },
    },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths })).toString('base64') },
  };
  return { json: JSON.stringify(secret), validUntil };
}
