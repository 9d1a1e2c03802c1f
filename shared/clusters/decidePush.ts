import type { PushMessage } from './dispatch.ts';
import { isSwept } from './isSwept.ts';
import type { ClusterRecord } from './record.ts';

/** How a message came. */
export interface Delivery {
  /** Whether SQS delivered it before, and was not told that it was dealt with. */
  again: boolean;
  /** Whether this worker was given no other message with it. */
  alone: boolean;
}

export type PushVerdict =
  /** `noted`: that a push is begun alone is to be noted first. */
  | { act: 'push' | 'sweep' | 'remove'; record: ClusterRecord; noted: boolean }
  /** Others would go down with the worker, should it die of this one. */
  | { act: 'isolate'; record: ClusterRecord }
  /** A worker that had nothing else to do began with this very message, and recorded nothing. */
  | { act: 'tell-end'; record: ClusterRecord; noted: false }
  | { act: 'skip'; because: string };

/**
 * What a message asks for, given the record as it is now (epoch milliseconds). Messages come twice, late and out of
 * order.
 */
export function decidePush(
  record: ClusterRecord | undefined,
  message: PushMessage,
  now: number,
  { again, alone }: Delivery = { again: false, alone: false },
): PushVerdict {
  if (record === undefined) return { act: 'skip', because: 'the cluster is no longer registered' };
  if (record.claim === undefined) return { act: 'skip', because: 'this dispatch was handled before' };
  if (record.claim !== message.claim) return { act: 'skip', because: 'a later dispatch took its place' };
  if (record.spec.paused && record.status.phase !== 'Deregistering')
    return { act: 'skip', because: 'the cluster is paused' };
  const noted = again || record.suspect !== undefined;
  if (noted && !alone) return { act: 'isolate', record };
  if (noted && record.suspect?.alone === message.claim) return { act: 'tell-end', record, noted: false };
  if (record.status.phase === 'Deregistering') return { act: 'remove', record, noted };
  return { act: isSweepDue(record, now) ? 'sweep' : 'push', record, noted };
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
