/** Docker Hub's names: of its images, of its sign-in, and of its API. The same user and password is taken at all. */
const names: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Where Docker Hub's API is, whichever of its names is given. */
export const dockerHubApi = 'registry-1.docker.io';

/** Whether a host is one of Docker Hub's. A part of it, with a path, is not: no entry of all of it is meant. */
export function isDockerHub(host: string): boolean {
  return names.includes(host);
}

/** All names of a host: its own first, and those of Docker Hub where it is one. */
export function namesOfHost(host: string): string[] {
  return isDockerHub(host) ? [host, ...names.filter((name) => name !== host)] : [host];
}

/**
 * The keys under which clients look Docker Hub up in a docker config: containers/image and the kubelet by the first,
 * docker, go-containerregistry and OpenShift's builds by the second, Helm by either or by the third.
 * Sources: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go (GetAuthConfig) with
 * https://github.com/moby/moby/blob/master/registry/config.go (IndexServer), and
 * https://github.com/google/go-containerregistry/blob/main/pkg/authn/keychain.go (DefaultAuthKey)
 */
export const dockerHubKeys: readonly string[] = [
  'docker.io',
  'https://index.docker.io/v1/',
  'registry-1.docker.io',
];
