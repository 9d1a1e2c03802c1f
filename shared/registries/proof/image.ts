import { dockerHubApi, isDockerHub } from '../dockerHub.ts';

/** The host of a registry's API, for the host in its images' names. */
export function apiHostOf(host: string): string {
  return isDockerHub(host) ? dockerHubApi : host;
}

/** Where a registry serves an image, and which scope a token needs to pull it. */
export interface ImageManifest {
  url: string;
  /** Source: https://distribution.github.io/distribution/spec/auth/scope/ */
  scope: string;
}

/**
 * The manifest of an image: HOST/REPOSITORY[:TAG][@DIGEST]. A digest takes precedence over a tag; without either, the
 * tag is "latest", as in every client.
 */
export function manifestOf(image: string): ImageManifest {
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
