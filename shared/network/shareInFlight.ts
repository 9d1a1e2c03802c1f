import type { LookupAddress } from 'node:dns';

/** The part of `dns.lookup` that is used here. */
export type ResolveAll = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Concurrent calls for one name share one answer. `dns.lookup` occupies one of the process's few threads until the
 * resolver answers or gives up. Without sharing, sixteen connections to one cluster whose zone does not answer would
 * block the names of every other cluster, and of AWS.
 */
export function shareInFlight(resolve: ResolveAll): ResolveAll {
  const waiting = new Map<string, Parameters<ResolveAll>[2][]>();
  return (hostname, options, callback) => {
    const key = JSON.stringify([hostname, options]);
    const others = waiting.get(key);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    const callers = [callback];
    waiting.set(key, callers);
    resolve(hostname, options, (error, addresses) => {
      waiting.delete(key);
      for (const caller of callers) caller(error, addresses);
    });
  };
}
