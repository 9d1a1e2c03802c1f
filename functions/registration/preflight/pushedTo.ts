import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Pushed } from './requirePreflight.ts';

/**
 * What pushes left in a cluster, as its record says. Undefined of one that is deregistering: what is in it is to go.
 */
export function pushedTo({ status, version }: ClusterRecord): Pushed | undefined {
  if (status.phase === 'Deregistering') return undefined;
  const { servedVersion, lastSuccessAt, validUntil, endless, consecutiveFailures } = status;
  const isServed = servedVersion === version;
  const servedAt = isServed ? Date.parse(lastSuccessAt ?? '') : Number.NaN;
  return {
    served: {
      ...(!Number.isNaN(servedAt) && { servedAt }),
      ...(endless ? { endless } : validUntil !== undefined && { heldUntil: Date.parse(validUntil) }),
    },
    notYet:
      isServed || consecutiveFailures > 0
        ? undefined
        : 'the push of the current registration has not finished',
  };
}
