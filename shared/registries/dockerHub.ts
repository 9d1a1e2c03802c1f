/** Docker Hub's names: for images, for signing in, for its API. All accept the same user and password. */
const names: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** The host of Docker Hub's API, whichever of its names is used. */
export const dockerHubApi = 'registry-1.docker.io';

/** Whether a host is Docker Hub. A path within it is not: an entry for a path does not cover all of it. */
export function isDockerHub(host: string): boolean {
  return names.includes(host);
}

/** All names of a host: the given one first; if it is Docker Hub, its others too. */
export function namesOfHost(host: string): string[] {
  return isDockerHub(host) ? [host, ...names.filter((name) => name !== host)] : [host];
}

/**
 * The keys under which clients look up Docker Hub in a docker config. containers/image and the kubelet use the first,
 * docker, go-containerregistry and OpenShift's builds the second, Helm either of these or the third. Sources:
 * https://github.com/docker/cli/blob/master/cli/config/configfile/file.go (GetAuthConfig) with
 * https://github.com/moby/moby/blob/master/registry/config.go (IndexServer), and
 * https://github.com/google/go-containerregistry/blob/main/pkg/authn/keychain.go (DefaultAuthKey)
 */
export const dockerHubKeys: readonly string[] = [
  'docker.io',
  'https://index.docker.io/v1/',
  'registry-1.docker.io',
];
