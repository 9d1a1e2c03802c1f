import { createHash } from 'node:crypto';
import type { Ends } from '../ends.ts';

const minute = 60_000;

/** Minutes until the next attempt after 1, 2, 3, 4, and 5 or more failures in a row. Retries never stop. */
const backoffMinutes = [1, 2, 4, 8, 15] as const;

/**
 * A claimed cluster comes due again after this long if its push records nothing. It is longer than a message may wait
 * behind others plus the longest push, so that only a lost push meets it. It is also longer than the queues' visibility
 * timeout times maxReceiveCount: what fails by a fault of PullPass is in the dead-letter queue before its cluster is
 * dispatched again.
 */
export const claimMilliseconds = 10 * minute;

/** Minutes between sweeps if the spec does not say. */
export const defaultSweepMinutes = 5;

export interface ScheduleInput {
  /** Epoch milliseconds. */
  now: number;
  refreshEveryMinutes: number;
  /** The cluster's place in its interval, from 0 up to but not including 1: see slotOf. */
  slot: number;
  /** 0 after a success. */
  consecutiveFailures: number;
  /** When the first credential in the cluster expires; undefined if it holds nothing yet. */
  ends: Ends | undefined;
  random: () => number;
}

export interface NextPush {
  /** Epoch milliseconds. */
  at: number;
  because: string;
}

/** A cluster's place in its interval: evenly spread over names, always the same for one name. */
export function slotOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * When to push to a cluster next, and why then. The first rule that answers decides: a failing cluster is retried soon,
 * however fresh its token is.
 */
export function decideNextPush(input: ScheduleInput): NextPush {
  return backOffAfterFailure(input) ?? atAThirdOfItsLife(input) ?? inItsSlot(input);
}

function backOffAfterFailure({ consecutiveFailures, now, random }: ScheduleInput): NextPush | undefined {
  if (consecutiveFailures === 0) return undefined;
  const minutes = backoffMinutes[Math.min(consecutiveFailures, backoffMinutes.length) - 1] ?? 15;
  const jitter = 0.8 + random() * 0.4;
  return { at: now + minutes * minute * jitter, because: `failure ${consecutiveFailures} in a row` };
}

/**
 * A token that would expire before its next refresh is replaced after a third of its remaining life. A token may be
 * written with half of its 12 hours left: it is replaced with 4 left, before it counts as at risk at 3.
 */
function atAThirdOfItsLife({ now, ends, refreshEveryMinutes }: ScheduleInput): NextPush | undefined {
  if (ends === undefined) return undefined;
  const third = (ends - now) / 3;
  if (third >= refreshEveryMinutes * minute) return undefined;
  return { at: now + Math.max(minute, third), because: 'a third of the token’s life' };
}

function inItsSlot({ now, refreshEveryMinutes, slot }: ScheduleInput): NextPush {
  return { at: nextSlot(now, refreshEveryMinutes, slot), because: 'its slot in the interval' };
}

/**
 * The cluster's next slot (epoch milliseconds), at most one interval and a minute away. If a fleet was pushed to all at
 * once (a script registered it, or all of it was overdue after an outage), it is spread evenly again one interval later.
 * Jitter alone would carry the herd along for hours.
 */
export function nextSlot(now: number, everyMinutes: number, slot: number): number {
  const interval = everyMinutes * minute;
  const passed = (now - slot * interval) % interval;
  const wait = interval - passed;
  return now + (wait < minute ? wait + interval : wait);
}
