import { type LookupAddress, Resolver } from 'node:dns';
import type { ResolveAll } from '../../network/shareInFlight.ts';

/**
 * Looks names up without a thread. `dns.lookup` holds one of a few until its resolver gives up: the registries of a
 * batch of clusters, whose zones hang, would take all of them from AWS and from the API servers. Names that are in
 * /etc/hosts alone are not found.
 */
export function resolveByNetwork(newResolver = () => new Resolver({ timeout: 1_000, tries: 2 })): ResolveAll {
  let made: Resolver | undefined;
  return (hostname, _, callback) => {
    made ??= newResolver();
    const resolver = made;
    resolver.resolve4(hostname, (error, found = []) => {
      if (error?.code !== 'ENODATA') return callback(error, asAddresses(found, 4));
      resolver.resolve6(hostname, (none, others = []) => callback(none, asAddresses(others, 6)));
    });
  };
}

function asAddresses(found: readonly string[], family: 4 | 6): LookupAddress[] {
  return found.map((address) => ({ address, family }));
}
