import type { RegistryWithCredential } from '../../../shared/targets/kind.ts';
import { dockerConfig, earliestExpiry } from '../../../shared/targets/secrets/dockerConfig.ts';
import { prepare } from '../../../shared/targets/secrets/draft.ts';

/** The body that PullPass would apply. */
export function pullSecret(
  name: string,
  cluster: string,
  credentials: readonly RegistryWithCredential[],
): string {
  const draft = {
    name,
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': dockerConfig(credentials) },
    validUntil: earliestExpiry(credentials),
  };
  return prepare(draft, cluster).body.json;
}
