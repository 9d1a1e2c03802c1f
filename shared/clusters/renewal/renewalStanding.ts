import type { FailureReport } from '../../failure.ts';
import { iso } from '../../iso.ts';
import type { ClusterRecord } from '../record.ts';
import { dueAt } from './dueAt.ts';
import type { RenewalSettings } from './settings.ts';

export interface RenewalStanding {
  /** True if renewal is on, the credential expires, the cluster is pushed to, and the last due renewal succeeded. */
  renews: boolean;
  /** ISO 8601: when the next renewal is due; absent if none is, or the time is unknown. */
  renewsAt?: string;
  /** Why the last due renewal failed. */
  problem?: FailureReport;
}

/** Whether the credential renews itself, or somebody must replace it. */
export function renewalStanding(
  {
    name,
    spec,
    status: { phase },
    kubeconfig,
  }: Pick<ClusterRecord, 'name' | 'spec' | 'status' | 'kubeconfig'>,
  settings: Pick<RenewalSettings, 'share' | 'spread'>,
): RenewalStanding {
  if (!spec.renew || phase === 'Deregistering') return { renews: false };
  const { expiresAt, renewal } = kubeconfig;
  const failure = renewal?.failure;
  const due = phase === 'Paused' ? undefined : dueAt(name, kubeconfig, settings);
  return {
    renews: phase !== 'Paused' && expiresAt !== undefined && failure === undefined,
    ...(due !== undefined && { renewsAt: iso(due) }),
    ...(failure !== undefined && { problem: notRenewed(failure, expiresAt) }),
  };
}

function notRenewed(
  { kind, message, remedy, since }: FailureReport & { since: string },
  expiresAt: string | undefined,
): FailureReport {
  const end = expiresAt === undefined ? '' : `; the one in use ends at ${expiresAt}`;
  return {
    kind,
    message: `The credential has not been renewed since ${since}: ${message}${end}`,
    remedy,
  };
}
