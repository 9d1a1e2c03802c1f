import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { Failure } from '../../../shared/failure.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { Redactor } from '../../../shared/redaction/redactor.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { breaker } from '../../../shared/targets/breaker.ts';
import type { TargetContext } from '../../../shared/targets/kind.ts';
import { listedOnce } from '../../../shared/targets/listedOnce.ts';
import { failedOutcome } from '../outcome/combine.ts';
import { knownFrom } from '../outcome/known.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { hiding } from '../outcome/reworded.ts';
import { anotherToken } from '../renewal/access.ts';
import type { Run } from '../run.ts';

/** What all targets of a cluster share. */
export interface ClusterContext extends Omit<TargetContext, 'claim' | 'keeps'> {
  redactor: Redactor;
}

/**
 * Calls `act` with a connection to the cluster, and closes it afterwards. Only here does a Failure on the way become
 * the outcome, made by `failed`. No text in an outcome contains anything that was sent to the cluster.
 */
export async function inCluster(
  run: Run,
  act: (context: ClusterContext) => Promise<Outcome>,
  failed: (failure: Failure) => Outcome = (failure) =>
    failedOutcome(failure, knownFrom(run.record, run.world.now())),
): Promise<Outcome> {
  const orFailed = (error: unknown) => {
    if (error instanceof Failure) return failed(error);
    throw error;
  };
  return connected(run, (context) => act(context).catch(orFailed)).catch(orFailed);
}

async function connected(
  { record, world, deadline, access, unanswered }: Run,
  act: (context: ClusterContext) => Promise<Outcome>,
): Promise<Outcome> {
  const { name, spec, kubeconfig } = record;
  if (spec.site !== world.site) throw ofAnotherNetwork(name, spec.site, world.site);
  const { limits, now, random, sleep, allowedCidrs } = world;
  access.working = await world.vault.read(name, kubeconfig.version);
  const connection = connect(access.working, {
    advice,
    concurrency: limits.concurrency,
    requestTimeout: limits.request,
    deadline,
    allowedCidrs,
    onUnanswered: unanswered.note,
    anotherToken: anotherToken(record, world, access),
    now,
    random,
    sleep,
  });
  const { api, redactor } = connection;
  try {
    const outcome = await act({
      cluster: name,
      registries: spec.registries,
      api,
      redactor,
      listNamespaces: listedOnce(api),
      concurrency: limits.concurrency,
      breaker: breaker(limits.concurrency),
      ...asServed(record),
      now,
      random,
      sleep,
    });
    return hiding(outcome, (text) => redactor.hide(text));
  } finally {
    connection.close();
    world.meter.count(metricNames.requestsMade, connection.requests());
  }
}

/** What the record says of the credentials in the cluster. */
function asServed({
  version,
  status,
}: ClusterRecord): Pick<TargetContext, 'servedAt' | 'heldUntil' | 'withdrawnAt'> {
  const { servedVersion, lastSuccessAt = '', withdrawnAt = '' } = status;
  return {
    servedAt: servedVersion === version ? Date.parse(lastSuccessAt) || undefined : undefined,
    heldUntil: status.ends,
    withdrawnAt: Date.parse(withdrawnAt) || undefined,
  };
}

/** The tick sends clusters of a site that is not deployed to the default network, so that this failure is reported. */
function ofAnotherNetwork(name: string, site: string | undefined, here: string | undefined): Failure {
  return new Failure(
    'unreachable',
    `The cluster belongs to ${networkNamed(site)}, and its push came to ${networkNamed(here)}: that site is not deployed`,
    {
      remedy: `Deploy with the site in the sites file again, or move the cluster: PATCH /clusters/${name} with another "site", or null for the default network. One that is being deregistered can only be forgotten: DELETE /clusters/${name}?force=true.`,
    },
  );
}
