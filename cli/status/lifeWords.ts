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

/** `ends at 3 Mar 07:00 UTC (in 3 d)`, `ended at …`. */
export function endWords(expiresAt: string, clock: Clock): string {
  return Date.parse(expiresAt) <= clock.now
    ? `ended at ${clock.at(expiresAt)} (${clock.since(expiresAt)} ago)`
    : `ends at ${clock.at(expiresAt)} (in ${clock.left(expiresAt)})`;
}
