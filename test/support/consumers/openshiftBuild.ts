import { type Auths, authsIn, dockerConfigOf, type StoredSecret } from './dockerSecret.ts';

/** The list of its service account that a build reads: OpenShift 4.16 changed it. */
export const listOfBuilds = { '4.15': 'secrets', '4.16': 'imagePullSecrets' } as const;

/**
 * The one secret with which an OpenShift build pushes or pulls an image, from those in its service account's list, in
 * order: the first with an entry for the image, otherwise the first docker secret.
 * Source: https://github.com/openshift/openshift-controller-manager, pkg/build/controller/build/build_controller.go
 * (resolveImageSecretAsReference), and pull request 292, which moved it to the other list.
 */
export function secretOfBuild(listed: readonly StoredSecret[], image: string): StoredSecret | undefined {
  const docker = listed.filter((secret) => authsIn(secret) !== undefined);
  return docker.find((secret) => serves(authsIn(secret) ?? {}, image)) ?? docker[0];
}

/** The docker config that the build then has. */
export function configOfBuild(listed: readonly StoredSecret[], image: string): string {
  const secret = secretOfBuild(listed, image);
  return dockerConfigOf((secret && authsIn(secret)) ?? {});
}

/** Whether an entry's key is the image's registry, or a path in it. */
function serves(auths: Auths, image: string): boolean {
  const keys = Object.keys(auths).map((key) => key.replace(/^https?:\/\//, '').replace(/\/+$/, ''));
  return keys.some((key) => image.startsWith(`${key}/`));
}
