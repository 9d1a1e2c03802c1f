import { setTimeout as delay } from 'node:timers/promises';
import { Refused } from '../../cli/api/refused.ts';
import type { RunningDemoCluster } from './startDemo.ts';

export interface PlaceOfTrouble {
  cluster: RunningDemoCluster;
  namespace: string;
}

export interface TroubleOptions extends PlaceOfTrouble {
  /** Requests a push through PullPass's API. */
  refresh: (cluster: string) => Promise<unknown>;
  say: (line: string) => void;
  /** Milliseconds until it begins, and from then until it is over. */
  afterMs: number;
  forMs: number;
  signal: AbortSignal;
}

/** A namespace of the last cluster; undefined without a cluster, or if it was refused. */
export function placeOfTrouble(
  demo: readonly RunningDemoCluster[],
  refused: readonly string[],
): PlaceOfTrouble | undefined {
  const cluster = demo.at(-1);
  const [namespace] = cluster?.served ?? [];
  if (cluster === undefined || namespace === undefined || refused.includes(cluster.name)) return undefined;
  return { cluster, namespace };
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
    // The user may have deregistered it meanwhile.
    await refresh(cluster.name).catch(unlessRefused);
    await delay(forMs, undefined, { signal });
    cluster.denyWritesIn();
    say(`Demo: the permission in ${namespace} of ${cluster.name} is back; the next retry heals it.`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}
