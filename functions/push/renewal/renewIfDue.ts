import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { decideRenewal } from '../../../shared/clusters/renewal/decideRenewal.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import type { Outcome } from '../outcome/outcome.ts';
import type { PushWorld } from '../world.ts';
import type { Access } from './access.ts';
import type { AfterRenewal } from './request.ts';

/** What a push knows, once it is done with the targets. */
export interface Pushed {
  outcome: Outcome;
  access: Access;
  /** Epoch milliseconds by which it is to be over. */
  deadline: number;
}

/**
 * Renews the credential of a cluster where that is due, with the claim that the push still holds. What fails is kept in
 * the record and tried again, and never fails the push. Throws nothing.
 */
export async function renewIfDue(
  record: ClusterRecord,
  { outcome, access, deadline }: Pushed,
  world: PushWorld,
): Promise<AfterRenewal> {
  const nothing = { record, happened: [], recorded: [] };
  if (!mayBeDue(record, access, world)) return nothing;
  const { allowedCidrs, limits, renewals: settings, log, meter } = world;
  const { error } = outcome;
  try {
    const renew = await world.renewer();
    return await renew({
      record,
      access,
      keptFromAll: error !== undefined && !outcome.servedSome && ofTheWay.has(error.kind) ? error : undefined,
      settings,
      allowedCidrs,
      requestTimeout: limits.request,
      deadline,
      log,
      meter,
    });
  } catch (error) {
    log.error('the renewal of a credential failed unexpectedly', {
      cluster: record.name,
      ...faultFields(error),
    });
    return nothing;
  }
}

/** Of the cluster as a whole: a renewal would meet it again. */
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
  // A suspect's credential may be what took its worker along.
  if (suspect !== undefined) return false;
  if (!renew) return kubeconfig.renewal?.failure !== undefined;
  const { act } = decideRenewal({ renew, kubeconfig, name, now: now(), settings, refused });
  return refused || act !== 'wait' || kubeconfig.renewal?.failure !== undefined;
}
