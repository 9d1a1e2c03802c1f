import type { LookupAddress } from 'node:dns';

/** `dns.lookup`, as far as it is used here. */
export type ResolveAll = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Callers at the same time share one answer. `dns.lookup` holds one of the few threads of the process until
 * the resolver answers or gives up: the sixteen connections to one cluster, whose zone does not answer, would
 * else keep every other cluster's names, and those of AWS, waiting.
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
