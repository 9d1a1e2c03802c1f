import type { LinkedAccount } from '../kind.ts';
import { registriesNamed } from '../registriesNamed.ts';
import { dockerConfigOf, earliestExpiry } from '../secrets/dockerConfigOf.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import { excludeAnnotation } from './excludeAnnotation.ts';
import type { ImagePullSecret } from './schema.ts';

const key = '.dockerconfigjson';

/**
 * The secret with which pods and builds pull. It holds all registries, because an OpenShift build uses only one secret.
 * Source: https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export const imagePullSecret = secretsTarget<ImagePullSecret>({
  registries: registriesNamed,
  outline: ({ secretName }) => [{ name: secretName, keys: [key] }],
  accounts: ({ serviceAccounts }) => serviceAccounts.map(asLinked),
  compose: (spec, credentials) => [
    {
      name: spec.secretName,
      type: 'kubernetes.io/dockerconfigjson',
      labels: spec.labels,
      annotations: {
        ...spec.annotations,
        ...(spec.excludeFromImageStreams && { [excludeAnnotation]: 'true' }),
      },
      data: { [key]: dockerConfigOf(credentials) },
      ends: earliestExpiry(credentials),
    },
  ],
});

function asLinked(account: ImagePullSecret['serviceAccounts'][number]): LinkedAccount {
  return typeof account === 'string' ? { name: account, optional: false } : account;
}
