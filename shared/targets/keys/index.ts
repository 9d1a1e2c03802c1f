import { authEntry } from '../../registries/credential.ts';
import { hostIn } from '../../registries/hostIn.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { RegistryWithCredential } from '../kind.ts';
import { registriesNamed } from '../registriesNamed.ts';
import { earliestExpiry } from '../secrets/dockerConfigOf.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import type { Keys } from './schema.ts';

export const keys = secretsTarget<Keys>({
  registries: ({ registry }, all) => registriesNamed({ registries: [registry] }, all),
  outline: ({ secretName, keys }) => [
    { name: secretName, keys: Object.values(keys).filter((key) => key !== undefined) },
  ],
  compose: ({ secretName, keys, labels, annotations }, credentials) => [
    {
      name: secretName,
      type: 'Opaque',
      labels,
      annotations,
      data: Object.assign({}, ...credentials.map((credential) => valuesOf(keys, credential))),
      ends: earliestExpiry(credentials),
    },
  ],
});

function valuesOf(keys: Keys['keys'], { registry, credential }: RegistryWithCredential) {
  const [host = ''] = registryHosts(registry);
  return {
    ...(keys.username !== undefined && { [keys.username]: credential.username }),
    ...(keys.password !== undefined && { [keys.password]: credential.password }),
    ...(keys.registry !== undefined && { [keys.registry]: host }),
    ...(keys.host !== undefined && { [keys.host]: hostIn(host) }),
    ...(keys.auth !== undefined && { [keys.auth]: authEntry(credential) }),
  };
}
