import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Target } from '../../../shared/targets/schema.ts';

/**
 * The targets whose objects are to be removed from the cluster once `targets` are in force: those whose
 * secret no target writes any more. One that is written again is not removed after all.
 */
export function retire(
  { spec, retired }: Pick<ClusterRecord, 'spec' | 'retired'>,
  targets: readonly Target[],
): Target[] {
  const kept = new Set(targets.map(objectOf));
  const gone = [...retired, ...spec.targets].filter((target) => !kept.has(objectOf(target)));
  return [...new Map(gone.map((target) => [JSON.stringify(target), target])).values()];
}

const objectOf = ({ kind, secretName }: Target) => `${kind}/${secretName}`;
