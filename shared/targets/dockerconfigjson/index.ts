import { checkDockerConfig } from '../checkDockerConfig.ts';
import { registriesNamed } from '../registriesNamed.ts';
import { dockerConfig, earliestExpiry } from '../secrets/dockerConfig.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import { notices } from './notices.ts';
import type { Dockerconfigjson } from './schema.ts';

const ownKey = '.dockerconfigjson';

export const dockerconfigjson = secretsTarget<Dockerconfigjson>({
  example: {
    kind: 'dockerconfigjson',
    secretName: 'kaniko-config',
    key: 'config.json',
    namespaces: { include: ['payments'] },
    adopt: false,
  },
  registries: registriesNamed,
  checkRegistries: (spec, all, refuse) => checkDockerConfig(spec, spec.secretName, all, refuse),
  notices: (spec, all) => notices(spec.secretName, registriesNamed(spec, all)),
  outline: ({ secretName, key = ownKey }) => [{ name: secretName, keys: [key] }],
  compose: ({ secretName, key = ownKey, labels, annotations }, credentials) => [
    {
      name: secretName,
      type: key === ownKey ? 'kubernetes.io/dockerconfigjson' : 'Opaque',
      labels,
      annotations,
      data: { [key]: dockerConfig(credentials) },
      validUntil: earliestExpiry(credentials),
    },
  ],
});
