import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { isSwept } from './isSwept.ts';

export type PushVerdict =
  | { act: 'push' | 'sweep' | 'remove'; record: ClusterRecord }
  | { act: 'skip'; because: string };

/**
 * What a message asks for, given the record as it is now (epoch milliseconds). Messages come twice, late and out of
 * order.
 */
export function decidePush(
  record: ClusterRecord | undefined,
  message: PushMessage,
  now: number,
): PushVerdict {
  if (record === undefined) return { act: 'skip', because: 'the cluster is not registered any more' };
  if (record.claim === undefined) return { act: 'skip', because: 'this dispatch was dealt with before' };
  if (record.claim !== message.claim) return { act: 'skip', because: 'a later dispatch took its place' };
  if (record.status.phase === 'Deregistering') return { act: 'remove', record };
  if (record.spec.paused) return { act: 'skip', because: 'the cluster is paused' };
  return { act: isSweepDue(record, now) ? 'sweep' : 'push', record };
}

/** Whether nothing but a sweep is due: all is well, was written by this very spec, and its refresh is later. */
function isSweepDue({ spec, status, version, retired }: ClusterRecord, now: number): boolean {
  const { error, nextRefreshAt, servedVersion } = status;
  return (
    isSwept(spec) &&
    error === undefined &&
    servedVersion === version &&
    retired.length === 0 &&
    nextRefreshAt !== undefined &&
    now < Date.parse(nextRefreshAt)
  );
}
