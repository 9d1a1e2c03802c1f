import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { decideRenewal } from '../../../shared/clusters/renewal/decideRenewal.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { Run } from '../run.ts';
import type { PushWorld } from '../world.ts';
import type { Access } from './access.ts';
import type { AfterRenewal } from './request.ts';

/**
 * Renews a cluster's credential if that is due, under the claim that the push still holds. A failure is recorded and
 * tried again; it never fails the push. Throws nothing.
 */
export async function renewIfDue(
  { record, world, access, deadline, serves }: Run,
  { error, servedSome }: Outcome,
): Promise<AfterRenewal> {
  if (!serves || !mayBeDue(record, access, world)) return { record };
  const { allowedCidrs, limits, renewals: settings, log, meter } = world;
  try {
    const renew = await world.renewer();
    return await renew({
      record,
      access,
      keptFromAll: error !== undefined && !servedSome && ofTheWay.has(error.kind) ? error : undefined,
      settings,
      allowedCidrs,
      requestTimeout: limits.request,
      deadline,
      log,
      meter,
    });
  } catch (fault) {
    log.error('the renewal of a credential failed unexpectedly', { ...faultFields(fault) });
    return { record };
  }
}

/** Failures of the whole cluster, which a renewal would meet too. */
const ofTheWay: ReadonlySet<string> = new Set([
  'unreachable',
  'tls',
  'timeout',
  'unauthorized',
  'kubeconfig',
]);

function mayBeDue(
  { name, spec: { renew }, kubeconfig, suspect }: ClusterRecord,
  { refused }: Access,
  { now, renewals: settings }: PushWorld,
): boolean {
  // Perhaps a suspect's credential killed its worker.
  if (suspect !== undefined) return false;
  if (!renew) return kubeconfig.renewal?.failure !== undefined;
  const { act } = decideRenewal({ renew, kubeconfig, name, now: now(), settings, refused });
  return refused || act !== 'wait' || kubeconfig.renewal?.failure !== undefined;
}
