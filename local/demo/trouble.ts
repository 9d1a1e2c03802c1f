import { setTimeout as delay } from 'node:timers/promises';
import type { RunningDemoCluster } from './startDemo.ts';

export interface TroubleOptions {
  cluster: RunningDemoCluster;
  namespace: string;
  /** Requests a push through PullPass's API. */
  refresh: (cluster: string) => Promise<unknown>;
  say: (line: string) => void;
  /** Milliseconds until it begins, and from then until it is over. */
  afterMs: number;
  forMs: number;
  signal: AbortSignal;
}

/**
 * Withdraws a permission for a while, so that the table shows trouble. Once it is granted again, PullPass's own retry
 * repairs the rest. Ends early if the signal aborts.
 */
export async function playTrouble(options: TroubleOptions): Promise<void> {
  const { cluster, namespace, refresh, say, afterMs, forMs, signal } = options;
  try {
    await delay(afterMs, undefined, { signal });
    cluster.denyWritesIn(namespace);
    const minutes = Math.round(forMs / 6000) / 10;
    say(
      `Demo: somebody takes away PullPass's permission to write in ${namespace} of ${cluster.name}; it comes back in ${minutes} minutes.`,
    );
    await refresh(cluster.name);
    await delay(forMs, undefined, { signal });
    cluster.denyWritesIn();
    say(`Demo: the permission in ${namespace} of ${cluster.name} is back; the next retry heals it.`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
