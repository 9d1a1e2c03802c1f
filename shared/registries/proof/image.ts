import { dockerHubApi, isDockerHub } from '../dockerHub.ts';

/** Where the API of a registry is, by the host in the names of its images. */
export function apiHostOf(host: string): string {
  return isDockerHub(host) ? dockerHubApi : host;
}

/** Where a registry has an image, and what a token must be good for to pull it. */
export interface Manifest {
  url: string;
  /** Source: https://distribution.github.io/distribution/spec/auth/scope/ */
  scope: string;
}

/**
 * Finds the manifest of an image: HOST/REPOSITORY[:TAG][@DIGEST]. A digest counts more than a tag, and without either
 * it is the tag "latest", as for all that pulls.
 */
export function manifestOf(image: string): Manifest {
  const slash = image.indexOf('/');
  const host = image.slice(0, slash);
  const [named = '', digest] = image.slice(slash + 1).split('@');
  const [path = '', tag = 'latest'] = named.split(':');
  const repository = isDockerHub(host) && !path.includes('/') ? `library/${path}` : path;
  return {
    url: `https://${apiHostOf(host)}/v2/${repository}/manifests/${digest ?? tag}`,
    scope: `repository:${repository}:pull`,
  };
}
