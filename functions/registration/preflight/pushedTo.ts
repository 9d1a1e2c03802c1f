import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { never } from '../../../shared/ends.ts';
import type { Pushed } from './requirePreflight.ts';

/** What pushes left in a cluster, by its record. Undefined while deregistering: everything in it will be removed. */
export function pushedTo({ status, version }: ClusterRecord): Pushed | undefined {
  if (status.phase === 'Deregistering') return undefined;
  const { servedVersion, lastSuccessAt, ends, consecutiveFailures } = status;
  const isServed = servedVersion === version;
  const servedAt = isServed ? Date.parse(lastSuccessAt ?? '') : Number.NaN;
  return {
    served: {
      ...(!Number.isNaN(servedAt) && { servedAt }),
      ...(ends === never ? { endless: true } : ends !== undefined && { heldUntil: ends }),
    },
    notYet:
      isServed || consecutiveFailures > 0
        ? undefined
        : 'the push of the current registration has not finished',
  };
}
