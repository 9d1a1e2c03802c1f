import { hostIn } from '../../registries/hostIn.ts';
import { registryHosts } from '../../registries/hosts.ts';
import type { Registry } from '../../registries/schema.ts';

/** Hosts with several entries in a docker config: not every client distinguishes these. */
export function notices(secretName: string, registries: readonly Registry[]): string[] {
  const paths = Map.groupBy(registries.flatMap(registryHosts), hostIn);
  return [...paths]
    .filter(([, entries]) => entries.length > 1)
    .map(
      ([host, entries]) =>
        `The secret ${secretName} has ${entries.length} entries of ${host} (${entries.join(', ')}). docker, crane, Kaniko, Helm and Flux do not look at paths, and take any of them. Pods, builds, Buildah, Podman and Skopeo take the longest that fits.`,
    );
}
