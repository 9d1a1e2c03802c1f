import type { RegistryWithCredential } from '../../../shared/targets/kind.ts';
import { dockerConfigOf, earliestExpiry } from '../../../shared/targets/secrets/dockerConfigOf.ts';
import { prepareAll } from '../../../shared/targets/secrets/draft.ts';

/** The body that PullPass would apply. */
export function pullSecret(
  name: string,
  cluster: string,
  credentials: readonly RegistryWithCredential[],
): string {
  const draft = {
    name,
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': dockerConfigOf(credentials) },
    ends: earliestExpiry(credentials),
  };
  const [prepared] = prepareAll([draft], cluster, new Map());
  return prepared?.body ?? '';
}
