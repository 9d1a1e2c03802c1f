import { registryHosts } from '../registries/hosts.ts';
import type { Registry } from '../registries/schema.ts';
import type { Refuse } from './kind.ts';
import { pathsIn, refuseUnknown } from './refuseUnknown.ts';
import { registriesNamed } from './registriesNamed.ts';

/**
 * Most hosts in one docker config. An ECR entry takes up to 4 KB, and Kubernetes limits a secret to 1 MiB.
 * Source: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size
 */
const mostHosts = 250;

/** Refuses registries that cannot share a secret's docker config, which has one entry for each host. */
export function checkDockerConfig(
  target: { registries?: readonly string[] | undefined },
  secretName: string,
  registries: readonly Registry[],
  refuse: Refuse,
): void {
  refuseUnknown(pathsIn(target.registries), registries, refuse);
  const hosts = registriesNamed(target, registries).flatMap((registry) => [
    ...new Set(registryHosts(registry)),
  ]);
  const repeated = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (repeated !== undefined)
    refuse(['registries'], `two registries of the secret "${secretName}" serve the host ${repeated}`);
  if (hosts.length > mostHosts)
    refuse(
      ['registries'],
      `${hosts.length} hosts go into the secret "${secretName}"; Kubernetes takes 1 MiB, which is about ${mostHosts}`,
    );
}
