import type { ClusterResource } from '../../shared/api/schemas.ts';
import type { Clock } from '../../shared/fleet/clock.ts';
import { lifeOf } from '../../shared/fleet/life.ts';
import type { Fleet } from '../api/client.ts';

/**
 * How long what the cluster holds can be pulled with, in the page's words.
 *
 * @param limits without them, nothing is said of a risk
 */
export function lifeWords(
  status: ClusterResource['status'],
  limits: Fleet['limits'] | undefined,
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
      : [`It does not renew itself: replace it before, by pullpass rotate ${name}.`];
  if (renews) {
    if (renewsAt === undefined) return ['It renews itself.'];
    return Date.parse(renewsAt) <= clock.now
      ? [`It renews itself, which is due since ${clock.at(renewsAt)}.`]
      : [`It renews itself: next at ${clock.at(renewsAt)} (in ${clock.left(renewsAt)}).`];
  }
  return status.phase === 'Paused' || status.phase === 'Deregistering'
    ? [`It is to renew itself, and does not while the cluster is ${status.phase}.`]
    : ['It is to renew itself, and the last time it did not: the problems say why.'];
}

/** `ends at 3 Mar 07:00 UTC (in 3 d)`, `ended at …`. */
export function endWords(expiresAt: string, clock: Clock): string {
  return Date.parse(expiresAt) <= clock.now
    ? `ended at ${clock.at(expiresAt)} (${clock.since(expiresAt)} ago)`
    : `ends at ${clock.at(expiresAt)} (in ${clock.left(expiresAt)})`;
}
