import { clusters } from '../../shared/fleet/words.ts';
import type { Fleet } from '../api/client.ts';

/**
 * Why a fleet is not Healthy, for `status --check`; undefined if it is. It is Healthy if the verdict is `safe`, and
 * every cluster that is neither Paused nor Deregistering is Healthy. A failing deregistration makes the verdict
 * `attention`; a fleet of which nothing is served cannot be `safe`.
 */
export function notHealthy({ verdict, phases }: Fleet): string | undefined {
  const counts = (['Failing', 'Degraded', 'Pending'] as const).flatMap((phase) => {
    const count = phases[phase] ?? 0;
    return count === 0 ? [] : [`${clusters(count)} ${count === 1 ? 'is' : 'are'} ${phase}`];
  });
  if (counts.length > 0) return `Not every cluster is Healthy: ${counts.join(', ')}.`;
  return verdict.level === 'safe' ? undefined : `Not Healthy: ${verdict.headline}.`;
}
