import type { ClusterStatus } from '../../shared/clusters/record.ts';

/** When the first of what a cluster holds ends, in epoch milliseconds; Infinity where nothing of it does. */
export function endOf({ validUntil, endless }: ClusterStatus): number | undefined {
  if (endless) return Number.POSITIVE_INFINITY;
  return validUntil === undefined ? undefined : Date.parse(validUntil);
}
