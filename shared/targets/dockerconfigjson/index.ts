import { registriesNamed } from '../registriesNamed.ts';
import { dockerConfigOf, earliestExpiry } from '../secrets/dockerConfigOf.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import type { Dockerconfigjson } from './schema.ts';

const ownKey = '.dockerconfigjson';

export const dockerconfigjson = secretsTarget<Dockerconfigjson>({
  registries: registriesNamed,
  outline: ({ secretName, key = ownKey }) => [{ name: secretName, keys: [key] }],
  compose: ({ secretName, key = ownKey, labels, annotations }, credentials) => [
    {
      name: secretName,
      type: key === ownKey ? 'kubernetes.io/dockerconfigjson' : 'Opaque',
      labels,
      annotations,
      data: { [key]: dockerConfigOf(credentials) },
      ends: earliestExpiry(credentials),
    },
  ],
});
