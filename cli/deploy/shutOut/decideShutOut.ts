import { fitsArn } from '../../../shared/iam/matches.ts';
import type { HostPatterns } from '../../../shared/registries/hostPatterns.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import { strangeHosts } from '../../../shared/registries/strangeHosts.ts';

/** The part of a registered cluster that a deployment may restrict. */
export interface Registered {
  name: string;
  registries: readonly Registry[];
}

/** What a deployment allows. */
export interface Allowed {
  /** ARN patterns of roles that may be assumed. */
  registryRoles: readonly string[];
  ecrHosts: HostPatterns;
}

/** Clusters that would get no token because of one deploy parameter. */
export interface ShutOut {
  parameter: keyof Allowed;
  clusters: string[];
  /** What the clusters use but the deployment does not allow: role ARNs, or hosts. */
  needed: string[];
}

/** The clusters that a deployment would shut out, by the responsible parameter. Pure. */
export function decideShutOut(clusters: readonly Registered[], allowed: Allowed): ShutOut[] {
  const isAllowed = (role: string) => allowed.registryRoles.some((pattern) => fitsArn(pattern, role));
  const rolesOf = ({ registries }: Registered) =>
    registries.flatMap(({ roleArn }) => (roleArn === undefined || isAllowed(roleArn) ? [] : roleArn));
  const hostsOf = ({ registries }: Registered) =>
    registries.flatMap((registry) => strangeHosts(registry, allowed.ecrHosts).map(({ host }) => host));
  return [shutOut('registryRoles', clusters, rolesOf), shutOut('ecrHosts', clusters, hostsOf)].filter(
    ({ needed }) => needed.length > 0,
  );
}

function shutOut(
  parameter: keyof Allowed,
  clusters: readonly Registered[],
  neededBy: (cluster: Registered) => string[],
): ShutOut {
  const by = clusters.map((cluster) => ({ name: cluster.name, needed: neededBy(cluster) }));
  return {
    parameter,
    clusters: by.flatMap(({ name, needed }) => (needed.length > 0 ? name : [])).sort(),
    needed: [...new Set(by.flatMap(({ needed }) => needed))].sort(),
  };
}
