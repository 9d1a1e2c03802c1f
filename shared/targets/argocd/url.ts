/** host or host:port, and a path that OCI allows as a repository's name: no upper case. */
const address = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Why Argo CD would not find its credentials by this URL; undefined if it would.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories and
 * https://github.com/argoproj/argo-cd/blob/master/util/helm/client.go (IsHelmOciRepo)
 */
export function wrongUrl(type: 'helm' | 'oci', url: string): string | undefined {
  const given = scheme.exec(url)?.[0];
  if (type === 'helm' && given !== undefined)
    return `Argo CD wants the URL of Helm charts in an OCI registry without ${given}`;
  if (type === 'oci' && given !== 'oci://')
    return 'Argo CD wants oci:// before the host of an OCI repository';
  const rest = url.slice(given?.length ?? 0);
  if (!address.test(rest))
    return 'a host and a path in lower case, with no user, query or closing slash (PullPass adds that to a template by itself)';
  // Go reads a host before a port as a scheme, and Argo CD finds it again by that; but no scheme begins with a digit.
  if (type === 'helm' && /^\d[^/]*:/.test(rest))
    return 'Argo CD cannot read a host that begins with a digit and has a port: use type oci, or a host without port';
  return undefined;
}

/**
 * Why this is not the URL of one repository; undefined if it may be. For charts it may be just a host: the
 * Application's chart field contains the rest of the path.
 * Source: https://github.com/argoproj/argo-cd/blob/master/util/oci/client.go (NewClient, by oras' NewRepository)
 */
export function noRepository(type: 'helm' | 'oci', url: string): string | undefined {
  if (type === 'helm' || hasPath(url)) return undefined;
  return 'an OCI repository has a path behind the host: add it, or use repo-creds for all of the host';
}

export function hasPath(url: string): boolean {
  return addressOf(url).includes('/');
}

/** Host and path. */
export function addressOf(url: string): string {
  return url.replace(scheme, '');
}

/**
 * Whether Argo CD considers two URLs equal: it ignores case, spaces around them, and a .git at the end.
 * Source: https://github.com/argoproj/argo-cd/blob/master/util/git/git.go (NormalizeGitURL, SameURL)
 */
export function sameUrl(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '');
}
