import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { Failure } from '../../../shared/failure.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { Redactor } from '../../../shared/redaction/redactor.ts';
import { breaker } from '../../../shared/targets/breaker.ts';
import type { TargetContext } from '../../../shared/targets/kind.ts';
import { listedOnce } from '../../../shared/targets/listedOnce.ts';
import { endOf } from '../endOf.ts';
import { anotherToken } from '../renewal/access.ts';
import type { PushWorld } from '../world.ts';

/** What all targets of a cluster share. */
export interface ClusterContext extends Omit<TargetContext, 'claim' | 'keeps'> {
  redactor: Redactor;
}

/** Gives `act` a connection to the cluster, and ends it afterwards. Throws a Failure where there is none. */
export async function withCluster<T>(
  record: ClusterRecord,
  world: PushWorld,
  deadline: number,
  act: (context: ClusterContext) => Promise<T>,
): Promise<T> {
  const { name, spec, kubeconfig, version, status } = record;
  if (spec.site !== world.site) throw ofAnotherNetwork(name, spec.site, world.site);
  const { limits, now, random, sleep, allowedCidrs, onUnanswered } = world;
  const stored = await world.vault.read(name, kubeconfig.version);
  const { access = { refused: false } } = world;
  access.working = stored;
  const another = anotherToken(record, world, access);
  const connection = connect(stored, {
    concurrency: limits.concurrency,
    requestTimeout: limits.request,
    deadline,
    allowedCidrs,
    ...(onUnanswered !== undefined && { onUnanswered }),
    ...(another !== undefined && { anotherToken: another }),
    now,
    random,
    sleep,
  });
  try {
    return await act({
      cluster: name,
      registries: spec.registries,
      api: connection.api,
      redactor: connection.redactor,
      listNamespaces: listedOnce(connection.api),
      concurrency: limits.concurrency,
      breaker: breaker(limits.concurrency),
      now,
      servedAt:
        status.servedVersion === version ? Date.parse(status.lastSuccessAt ?? '') || undefined : undefined,
      heldUntil: endOf(status),
      withdrawnAt: Date.parse(status.withdrawnAt ?? '') || undefined,
      random,
      sleep,
    });
  } finally {
    connection.close();
    world.meter.count(metricNames.requestsMade, connection.requests());
  }
}

/** The tick sends the clusters of a site that is not deployed to the default network, for this to be said. */
function ofAnotherNetwork(name: string, site: string | undefined, here: string | undefined): Failure {
  return new Failure(
    'unreachable',
    `The cluster belongs to ${networkNamed(site)}, and its push came to ${networkNamed(here)}: that site is not deployed`,
    {
      remedy: `Deploy with the site in the sites file again, or move the cluster: PATCH /clusters/${name} with another "site", or null for the default network. One that is being deregistered can only be forgotten: DELETE /clusters/${name}?force=true.`,
    },
  );
}
