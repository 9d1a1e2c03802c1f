import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { decideRenewal } from '../../../shared/clusters/renewal/decideRenewal.ts';
import { dueAt } from '../../../shared/clusters/renewal/dueAt.ts';
import { whyNotRenewable } from '../../../shared/clusters/renewal/whyNotRenewable.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import { asFailed, asPutOff, asRenewed, withoutFailure } from './conclude.ts';
import { renew } from './renew.ts';
import type { AfterRenewal, RenewalRequest, RenewalWorld } from './request.ts';

/** The least milliseconds for a renewal: a few requests to the cluster, and a few to AWS. */
const leastTime = 20_000;

const noTimeLeft: FailureReport = {
  kind: 'timeout',
  message: 'The push used up its time limit, so none was left to renew the credential',
  remedy: 'Find out why pushes to this cluster take so long: hundreds of namespaces, or slow webhooks.',
};

/** Renews a cluster's credential if it is due and possible. Does not throw for failures in the cluster or in AWS. */
export async function tryRenewal(request: RenewalRequest, world: RenewalWorld): Promise<AfterRenewal> {
  const { access, keptFromAll, settings, deadline } = request;
  const { working, refused } = access;
  const record = described(request);
  const { name, spec, kubeconfig } = record;
  const now = world.now();
  const tell = { ...request, now };
  if (!spec.renew) return { record: withoutFailure(record) };
  // Without a working credential, waiting is useless.
  if (refused && keptFromAll?.kind === 'unauthorized') return asFailed(record, keptFromAll, tell);
  const why = working && whyNotRenewable(working, settings);
  if (why !== undefined)
    return isToldAlready(record, cannot(why)) ? { record } : asFailed(record, cannot(why), tell);
  const verdict = decideRenewal({ renew: true, kubeconfig, name, now, settings, refused });
  // The API server accepts it again, and it is not due yet: the noted failure is over.
  if (!refused && keptFromAll === undefined && (dueAt(name, kubeconfig, settings) ?? 0) > now)
    return { record: withoutFailure(record) };
  if (verdict.act !== 'renew') return { record };
  if (keptFromAll !== undefined) return asFailed(record, keptFromAll, tell);
  if (working === undefined) return { record };
  if (deadline - now < leastTime) return asFailed(record, noTimeLeft, tell);

  const renewed = await renew({ ...request, record, working, refused }, world);
  const after = { ...record, kubeconfig: renewed.kubeconfig };
  switch (renewed.result) {
    case 'renewed':
      return asRenewed(after, { before: kubeconfig, because: verdict.because }, tell);
    case 'failed':
      return asFailed(after, renewed.failure, tell, renewed.fault);
    default:
      return asPutOff(after, renewed, tell);
  }
}

/** Older records do not say when a token was issued. */
function described({ record, access: { working, refused } }: RenewalRequest): ClusterRecord {
  const { spec, kubeconfig } = record;
  if (!spec.renew || kubeconfig.issuedAt !== undefined || working === undefined || refused) return record;
  return { ...record, kubeconfig: { ...kubeconfig, ...describeCredential(working) } };
}

function cannot(why: string): FailureReport {
  return {
    kind: 'kubeconfig',
    message: `The credential cannot be renewed: it is ${why}`,
    remedy:
      'Make one that can be renewed: pullpass bootstrap {name}. Or send one by {kubeconfig} before this ends, and turn renewal off: PATCH /clusters/{name} with {"renew":false}.',
  };
}

/** It stays so until an admin supplies another. */
function isToldAlready({ kubeconfig: { renewal } }: ClusterRecord, { message }: FailureReport): boolean {
  return renewal?.failure?.message === message;
}
