import type { FailureReport } from '../../failure.ts';
import type { ClusterRecord } from '../record.ts';
import { dueAt } from './dueAt.ts';
import type { RenewalSettings } from './settings.ts';

export interface RenewalStanding {
  /** It is asked for, the credential ends, the cluster is pushed to, and the last renewal that was due was made. */
  renews: boolean;
  /** ISO 8601: when the next one is due; absent if none is to come, or it is not known when. */
  renewsAt?: string;
  /** Why it was not made. */
  problem?: FailureReport;
}

/** How a cluster's credential stands: whether somebody has to replace it. */
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
    ...(due !== undefined && { renewsAt: new Date(due).toISOString() }),
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
