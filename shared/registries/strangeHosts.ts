import { Failure } from '../failure.ts';
import { fitsHost, type HostPatterns } from './hostPatterns.ts';
import type { NamedHost } from './kind.ts';
import { registryKindOf } from './kinds.ts';
import type { Registry } from './schema.ts';

/**
 * Those of a registry's `hosts` that get no ECR token, with their index: each that is neither ECR's own nor allowed by
 * the deployment. Anyone who receives a token may pull with it what its principal may pull.
 */
export function strangeHosts(registry: Registry, allowed: HostPatterns): NamedHost[] {
  return registryKindOf(registry)
    .foreignHosts(registry)
    .filter(({ host }) => !fitsHost(allowed, host));
}

/** Throws a Failure of kind token if the registry has such a host: then its token is given to nobody. */
export function requireKnownHosts(registry: Registry, allowed: HostPatterns): void {
  const strange = strangeHosts(registry, allowed).map(({ host }) => host);
  if (strange.length === 0) return;
  const hosts = strange.join(', ');
  const are = strange.length === 1 ? 'is not a host' : 'are not hosts';
  throw new Failure(
    'token',
    `The registry ${registry.name} would send a token of ECR to ${hosts}, which ${are} of ECR; no token was minted, and what the cluster holds was left as it is`,
    {
      remedy: `Take it out of the registry’s "hosts"; or, where that is a name of yours for ECR, deploy with --param ecrHosts=${strange.join(',')}, after the hosts that it names already.`,
    },
  );
}
