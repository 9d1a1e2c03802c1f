import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';

/** The line of the audit trail for a change: which fields, and nothing that was in them. */
export function describeChange(
  fields: readonly string[],
  spec: Pick<ClusterSpec, 'paused'>,
): Pick<ClusterEvent, 'type' | 'message'> {
  const only = (...names: string[]) => fields.every((field) => names.includes(field));
  if (only('paused'))
    return spec.paused
      ? { type: 'paused', message: 'Paused: nothing is pushed until it is resumed' }
      : { type: 'resumed', message: 'Resumed, and pushed to at once' };
  if (fields.includes('kubeconfig') && only('kubeconfig', 'context'))
    return { type: 'rotated', message: `Changed ${fields.join(', ')}` };
  return { type: 'changed', message: `Changed ${fields.join(', ')}` };
}
