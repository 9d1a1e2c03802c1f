import type { ClusterStatus } from '../../shared/clusters/record.ts';

/** When the first credential in a cluster expires, in epoch milliseconds; Infinity if none does. */
export function endOf({ validUntil, endless }: ClusterStatus): number | undefined {
  if (endless) return Number.POSITIVE_INFINITY;
  return validUntil === undefined ? undefined : Date.parse(validUntil);
}
