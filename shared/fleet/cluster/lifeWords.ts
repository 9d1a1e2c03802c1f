import type { ClusterResource } from '../../api/schemas.ts';
import type { Clock } from '../clock.ts';
import { lifeOf } from '../life.ts';
import type { FleetLimits } from '../limits.ts';

/**
 * How long pods can pull with what the cluster holds.
 *
 * @param limits without them, nothing is said of a risk
 */
export function lifeWords(
  status: ClusterResource['status'],
  limits: Pick<FleetLimits, 'atRiskMinutes'> | undefined,
  clock: Clock,
): string {
  const { phase, validUntil, endless, problems = [], namespaces } = status;
  const { strong, words } = lifeOf(
    { phase, validUntil, endless, failed: problems.length > 0, ready: namespaces.ready },
    limits ?? { atRiskMinutes: 0 },
    clock,
  );
  return `${strong}${words}`;
}

/** Whether PullPass's own credential renews itself, and when; else what a person has to do before it ends. */
export function renewalWords({ name, renew, status }: ClusterResource, clock: Clock): string[] {
  const { renews, renewsAt, expiresAt } = status.kubeconfig;
  if (!renew)
    return expiresAt === undefined
      ? []
      : [`It does not renew itself: replace it before it expires, with pullpass rotate ${name}.`];
  if (renews) {
    if (renewsAt === undefined) return ['It renews itself.'];
    return Date.parse(renewsAt) <= clock.now
      ? [`It renews itself: due since ${clock.at(renewsAt)}.`]
      : [`It renews itself: next at ${clock.at(renewsAt)} (in ${clock.left(renewsAt)}).`];
  }
  return status.phase === 'Paused' || status.phase === 'Deregistering'
    ? [`It should renew itself, but does not while the cluster is ${status.phase}.`]
    : ['It should renew itself, but the last renewal failed: the problems say why.'];
}

/** `expires at 3 Mar 07:00 UTC (in 3 d)`, `expired at …`. */
export function endWords(expiresAt: string, clock: Clock): string {
  return Date.parse(expiresAt) <= clock.now
    ? `expired at ${clock.at(expiresAt)} (${clock.since(expiresAt)} ago)`
    : `expires at ${clock.at(expiresAt)} (in ${clock.left(expiresAt)})`;
}
