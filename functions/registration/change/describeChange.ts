import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { removalsInWords } from '../../../shared/plan/removalsInWords.ts';
import type { ChangedField } from './effectsOf.ts';

/** The line in the audit trail: which fields change, and what is removed from the cluster. */
export function describeChange(
  fields: readonly ChangedField[],
  spec: Pick<ClusterSpec, 'paused'>,
  { removes }: Pick<Plan, 'removes'>,
): Pick<ClusterEvent, 'type' | 'message'> {
  const only = (...names: ChangedField[]) => fields.every((field) => names.includes(field));
  if (only('paused'))
    return spec.paused
      ? { type: 'paused', message: 'Paused: nothing is pushed until it is resumed' }
      : { type: 'resumed', message: 'Resumed, and pushed to at once' };
  if (fields.includes('kubeconfig') && only('kubeconfig', 'context'))
    return { type: 'rotated', message: `Changed ${fields.join(', ')}` };
  const removed = removes.length === 0 ? '' : `; ${removalsInWords(removes)}`;
  return { type: 'changed', message: `Changed ${fields.join(', ')}${removed}` };
}
