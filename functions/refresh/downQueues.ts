import type { Lane, Network, PushQueues } from '../../shared/clusters/dispatch.ts';

/** The queues to which this tick could not write. */
export interface DownQueues {
  add(network: Network, lane: Lane): void;
  has(network: Network, lane: Lane): boolean;
  /** Whether this lane has failed in every network. */
  hasAll(lane: Lane): boolean;
}

export function downQueues({ sites = [] }: Pick<PushQueues, 'sites'>): DownQueues {
  const down = new Set<string>();
  const keyOf = (network: Network, lane: Lane) => JSON.stringify([network, lane]);
  const has = (network: Network, lane: Lane) => down.has(keyOf(network, lane));
  return {
    add: (network, lane) => void down.add(keyOf(network, lane)),
    has,
    hasAll: (lane) => [undefined, ...sites].every((network) => has(network, lane)),
  };
}
