import { registriesNamed } from '../registriesNamed.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import type { Jenkins } from './schema.ts';

/**
 * The sync plugin takes secrets with this label, but none of type dockerconfigjson: those it does not know.
 * Source: https://github.com/openshift/jenkins-sync-plugin (README, "Secrets")
 */
const syncLabel = { 'credential.sync.jenkins.openshift.io': 'true' };

export const jenkins = secretsTarget<Jenkins>({
  registries: registriesNamed,
  outline: (spec) =>
    spec.registries.map((name) => ({ name: nameFor(spec, name), keys: ['username', 'password'] })),
  compose: (spec, credentials) =>
    credentials.map(({ registry, credential: { username, password, expiresAt } }) => ({
      name: nameFor(spec, registry.name),
      type: 'kubernetes.io/basic-auth',
      labels: { ...spec.labels, ...syncLabel },
      annotations: spec.annotations,
      data: { username, password },
      validUntil: expiresAt,
    })),
});

function nameFor({ secretName }: Jenkins, registry: string): string {
  return `${secretName}-${registry}`;
}
