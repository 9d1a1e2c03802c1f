import { authsIn, dockerConfigOf, type StoredSecret } from './dockerSecret.ts';

/**
 * The docker config that a Tekton task's steps find in their home: the entries of all docker secrets in the service
 * account's `secrets`. They need no annotation.
 * Source: https://tekton.dev/docs/pipelines/auth/#configuring-docker-authentication-for-docker
 */
export function configOfTask(listed: readonly StoredSecret[]): string {
  return dockerConfigOf(Object.assign({}, ...listed.map((secret) => authsIn(secret) ?? {})));
}
