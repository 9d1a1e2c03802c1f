import { authsIn, dockerConfigOf, type StoredSecret } from './dockerSecret.ts';

/**
 * The docker config that the steps of a Tekton task find in their home: the entries of all docker secrets in the
 * `secrets` of the service account. They need no annotation.
 * Source: https://tekton.dev/docs/pipelines/auth/#configuring-docker-authentication-for-docker
 */
export function configOfTask(listed: readonly StoredSecret[]): string {
  return dockerConfigOf(Object.assign({}, ...listed.map((secret) => authsIn(secret) ?? {})));
}
