import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { connect } from '../../shared/kubernetes/connect.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { breaker } from '../../shared/targets/breaker.ts';
import type { TargetContext } from '../../shared/targets/kind.ts';
import type { PushWorld } from './world.ts';

/** What all targets of a cluster share. */
export type ClusterContext = Omit<TargetContext, 'claim' | 'keeps'>;

/** Gives `act` a connection to the cluster, and ends it afterwards. Throws a Failure where there is none. */
export async function withCluster<T>(
  { name, kubeconfig, version, status }: ClusterRecord,
  world: PushWorld,
  deadline: number,
  act: (context: ClusterContext) => Promise<T>,
): Promise<T> {
  const { limits, now, random, sleep, allowedCidrs } = world;
  const stored = await world.vault.read(name, kubeconfig.version);
  const connection = connect(stored, {
    concurrency: limits.concurrency,
    requestTimeout: limits.request,
    deadline,
    allowedCidrs,
    now,
    random,
    sleep,
  });
  try {
    return await act({
      cluster: name,
      api: connection.api,
      concurrency: limits.concurrency,
      breaker: breaker(limits.concurrency),
      now,
      servedAt:
        status.servedVersion === version ? Date.parse(status.lastSuccessAt ?? '') || undefined : undefined,
      random,
      sleep,
    });
  } finally {
    connection.close();
    world.meter.count(metricNames.requestsMade, connection.requests());
  }
}
