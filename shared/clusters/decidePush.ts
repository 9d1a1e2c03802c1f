import type { PushMessage } from './dispatch.ts';
import { isSwept } from './isSwept.ts';
import type { ClusterRecord } from './record.ts';

/** How a message was delivered. */
export interface Delivery {
  /** Whether SQS has delivered it before. Then no worker has confirmed it. */
  again: boolean;
  /** Whether this worker received no other message with it. */
  alone: boolean;
}

export type PushVerdict =
  /** `noted`: before it begins, note that this push runs alone. */
  | { act: 'push' | 'sweep' | 'remove'; record: ClusterRecord; noted: boolean }
  /** If the worker dies of this push, the other messages would die with it. */
  | { act: 'isolate'; record: ClusterRecord }
  /** A worker with no other work began this very message, and recorded nothing. */
  | { act: 'tell-end'; record: ClusterRecord; noted: false }
  | { act: 'skip'; because: string };

/**
 * What to do with a message, given the current record. Messages arrive twice, late and out of order. `now`: epoch
 * milliseconds.
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

/** Whether only a sweep is due: the last refresh succeeded with this spec, and the next one comes later. */
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
