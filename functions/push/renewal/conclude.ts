import type { ClusterRecord, KubeconfigReference } from '../../../shared/clusters/record.ts';
import type { Renewal } from '../../../shared/clusters/renewal/renewal.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import type { FaultFields } from '../../../shared/observability/log.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { remedyFor } from '../../../shared/remedies.ts';
import type { AfterRenewal, RenewalRequest, Renewed } from './request.ts';

/** Where and when a renewal is reported. `now`: epoch milliseconds. */
type Told = Pick<RenewalRequest, 'log' | 'meter'> & { now: number };

/** `record`: with the new credential. */
export function asRenewed(
  record: ClusterRecord,
  { before, because }: { before: KubeconfigReference; because: string },
  { log, meter }: Told,
): AfterRenewal {
  const { name: cluster, kubeconfig } = record;
  const { version, expiresAt } = kubeconfig;
  const since = before.renewal?.failure?.since;
  meter.count(metricNames.credentialsRenewed, 1);
  log.info('credential renewed', { cluster, because, version, expiresAt });
  const message = `The credential was renewed: the new one expires at ${expiresAt}${since === undefined ? '' : `. Renewals had failed since ${since}`}`;
  return { record, happened: [{ type: 'renewed', message }] };
}

/** Keeps the failure; the renewal is tried again. */
export function asFailed(
  record: ClusterRecord,
  { kind, message, remedy }: FailureReport,
  { log, meter, now }: Told,
  fault?: FaultFields,
): AfterRenewal {
  const { name: cluster, kubeconfig } = record;
  const error = { kind, message, remedy: remedyFor(remedy, { name: cluster, registered: true }) };
  const before = kubeconfig.renewal?.failure;
  const since = before?.since ?? iso(now);
  meter.count(metricNames.renewalsFailed, 1);
  log.warn('credential not renewed', { cluster, error, ...fault });
  const told = `The credential could not be renewed: ${message}`;
  return {
    record: tried(record, now, { failure: { ...error, since } }),
    recorded: before?.kind === kind ? [] : [{ type: 'renewal-failed', message: told, error }],
  };
}

/** Nothing failed, but nothing was renewed. */
export function asPutOff(
  record: ClusterRecord,
  renewed: Extract<Renewed, { result: 'put-off' | 'superseded' }>,
  { log, now }: Told,
): AfterRenewal {
  const isPutOff = renewed.result === 'put-off';
  const because = isPutOff ? renewed.because : 'the cluster was changed meanwhile';
  log.info('credential not renewed yet', { cluster: record.name, because });
  return { record: isPutOff ? tried(record, now) : record };
}

/** For a cluster that should no longer renew its credential. */
export function withoutFailure(record: ClusterRecord): ClusterRecord {
  const { renewal, ...kubeconfig } = record.kubeconfig;
  if (renewal?.failure === undefined) return record;
  const { failure: _, triedAt: __, ...rest } = renewal;
  return { ...record, kubeconfig: { ...kubeconfig, renewal: rest } };
}

function tried(record: ClusterRecord, now: number, change: Partial<Renewal> = {}): ClusterRecord {
  const { kubeconfig } = record;
  const renewal = { ...kubeconfig.renewal, ...change, triedAt: iso(now) };
  return { ...record, kubeconfig: { ...kubeconfig, renewal } };
}
