import { dockerHubKeys, isDockerHub } from './dockerHub.ts';
import { registryKindOf } from './kinds.ts';
import type { Registry } from './schema.ts';

/** The hosts whose images a registry's credential pulls, main host first. A static registry's may have a path. */
export function registryHosts(of: Registry): string[] {
  return registryKindOf(of).hosts(of);
}

/**
 * The keys of a docker config under which clients look up a registry's credential: its hosts, and more for Docker Hub.
 */
export function configKeys(of: Registry): string[] {
  const hosts = registryHosts(of);
  return hosts.some(isDockerHub) ? [...new Set([...hosts, ...dockerHubKeys])] : hosts;
}
