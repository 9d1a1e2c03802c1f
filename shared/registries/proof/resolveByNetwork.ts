import { type LookupAddress, Resolver } from 'node:dns';
import type { ResolveAll } from '../../network/shareInFlight.ts';

/**
 * Resolves names without a thread. `dns.lookup` occupies one of few until the resolver gives up: hanging zones of a
 * batch's registries would take all threads from AWS and the API servers. Does not read /etc/hosts.
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
