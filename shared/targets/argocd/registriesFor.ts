import { namesOfHost } from '../../registries/dockerHub.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { Registry } from '../../registries/schema.ts';
import type { ArgocdRepository } from './schema.ts';
import { addressOf } from './url.ts';

/**
 * The registries that can serve a repository; if there is not exactly one, the registration refuses the target. Of
 * registries with a path, the longest match counts, as in a docker config.
 */
export function registriesFor({ url, registry }: ArgocdRepository, all: readonly Registry[]): Registry[] {
  const named = all.filter(({ name }) => registry === undefined || name === registry);
  const fits = named.map((each) => ({ each, length: longestFit(namesOf(each), addressOf(url)) }));
  const longest = Math.max(...fits.map(({ length }) => length));
  return fits.filter(({ length }) => length > 0 && length === longest).map(({ each }) => each);
}

/** Charts on Docker Hub are named by the host of its API. */
function namesOf(registry: Registry): string[] {
  return registryHosts(registry).flatMap(namesOfHost);
}

/** Length of the longest of these hosts that equals the address or is a prefix of it; 0 if none is. */
function longestFit(hosts: readonly string[], address: string): number {
  return Math.max(
    0,
    ...hosts.filter((host) => `${address}/`.startsWith(`${host}/`)).map(({ length }) => length),
  );
}
