import type { ClusterResource } from '../../api/schemas.ts';
import { fromWire } from '../../ends.ts';
import type { Clock } from '../clock.ts';
import { lifeOf } from '../life.ts';
import type { FleetLimits } from '../limits.ts';

/**
 * How long pods can pull with what the cluster holds.
 *
 * @param limits if absent, no risk is mentioned
 */
export function lifeWords(
  status: ClusterResource['status'],
  limits: Pick<FleetLimits, 'atRiskMinutes'> | undefined,
  clock: Clock,
): string {
  const { strong, words } = lifeOf(
    { ...status, ends: fromWire(status) },
    limits ?? { atRiskMinutes: 0 },
    clock,
  );
  return `${strong}${words}`;
}

/** Whether PullPass's own credential renews itself, and when; otherwise what somebody must do before it expires. */
export function renewalWords({ name, renew, status }: ClusterResource, clock: Clock): string[] {
  const { renews, renewsAt, expiresAt } = status.kubeconfig;
  if (!renew)
    return expiresAt === undefined
      ? []
      : [`It is not renewed: replace it with pullpass rotate ${name} before it expires.`];
  if (renews) {
    if (renewsAt === undefined) return ['PullPass renews it.'];
    return Date.parse(renewsAt) <= clock.now
      ? [`PullPass renews it: due since ${clock.at(renewsAt)}.`]
      : [`PullPass renews it: next at ${clock.at(renewsAt)} (in ${clock.left(renewsAt)}).`];
  }
  return status.phase === 'Paused' || status.phase === 'Deregistering'
    ? [`PullPass does not renew it while the cluster is ${status.phase}.`]
    : ['PullPass should renew it, but the last renewal failed: the problems say why.'];
}

/** `expires at 3 Mar 07:00 UTC (in 3 d)`, `expired at …`. */
export function endWords(expiresAt: string, clock: Clock): string {
  return Date.parse(expiresAt) <= clock.now
    ? `expired at ${clock.at(expiresAt)} (${clock.since(expiresAt)} ago)`
    : `expires at ${clock.at(expiresAt)} (in ${clock.left(expiresAt)})`;
}
