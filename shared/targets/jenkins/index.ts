import { registriesNamed } from '../registriesNamed.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import type { Jenkins } from './schema.ts';
import { syncLabel } from './syncLabel.ts';

export const jenkins = secretsTarget<Jenkins>({
  registries: registriesNamed,
  secretPerRegistry: true,
  outline: (spec) =>
    spec.registries.map((name) => ({ name: nameFor(spec, name), keys: ['username', 'password'] })),
  compose: (spec, credentials) =>
    credentials.map(({ registry, credential: { username, password, expiresAt } }) => ({
      name: nameFor(spec, registry.name),
      type: 'kubernetes.io/basic-auth',
      labels: { ...spec.labels, [syncLabel]: 'true' },
      annotations: spec.annotations,
      data: { username, password },
      ends: expiresAt,
    })),
});

function nameFor({ secretName }: Jenkins, registry: string): string {
  return `${secretName}-${registry}`;
}
