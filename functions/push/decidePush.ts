import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';

export type PushVerdict =
  | { act: 'push' | 'remove'; record: ClusterRecord }
  | { act: 'skip'; because: string };

/** What a message asks for, given the record as it is now. Messages come twice, late and out of order. */
export function decidePush(record: ClusterRecord | undefined, message: PushMessage): PushVerdict {
  if (record === undefined) return { act: 'skip', because: 'the cluster is not registered any more' };
  if (record.claim === undefined) return { act: 'skip', because: 'this dispatch was dealt with before' };
  if (record.claim !== message.claim) return { act: 'skip', because: 'a later dispatch took its place' };
  if (record.status.phase === 'Deregistering') return { act: 'remove', record };
  if (record.spec.paused) return { act: 'skip', because: 'the cluster is paused' };
  return { act: 'push', record };
}
