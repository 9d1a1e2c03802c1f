const minute = 60_000;

/** Minutes until the next attempt after 1, 2, 3, 4 and more failures in a row: without end. */
const backoffMinutes = [1, 2, 4, 8, 15] as const;

/**
 * A claimed cluster comes due again after this long, should nothing be heard of its push. Longer than a
 * message may wait behind others and a push may take, so that it is a recovery and not the rule.
 */
export const claimMilliseconds = 10 * minute;

export interface ScheduleInput {
  /** Epoch milliseconds. */
  now: number;
  refreshEveryMinutes: number;
  /** 0 after a success. */
  consecutiveFailures: number;
  /** Epoch milliseconds; absent where the cluster holds nothing yet. */
  validUntil: number | undefined;
  random: () => number;
}

export interface NextPush {
  /** Epoch milliseconds. */
  at: number;
  because: string;
}

type Rule = (input: ScheduleInput) => NextPush | undefined;

/** The first rule that answers decides. A failing cluster is retried soon, however fresh its token is. */
const rules: readonly Rule[] = [backOffAfterFailure, atAThirdOfItsLife, onItsInterval];

/** When a cluster is pushed to next, and why then. */
export function decideNextPush(input: ScheduleInput): NextPush {
  for (const rule of rules) {
    const answer = rule(input);
    if (answer !== undefined) return answer;
  }
  throw new Error('unreachable: the last rule always answers');
}

function backOffAfterFailure({ consecutiveFailures, now, random }: ScheduleInput): NextPush | undefined {
  if (consecutiveFailures === 0) return undefined;
  const minutes = backoffMinutes[Math.min(consecutiveFailures, backoffMinutes.length) - 1] ?? 15;
  return { at: now + jittered(minutes * minute, random), because: `failure ${consecutiveFailures} in a row` };
}

/**
 * A token that lives shorter than the interval asks for is replaced when a third of what it has left is gone.
 * One may be written with half of its 12 hours left: by then it has 4, before it would count as at risk at 3.
 */
function atAThirdOfItsLife({ now, validUntil, refreshEveryMinutes }: ScheduleInput): NextPush | undefined {
  if (validUntil === undefined) return undefined;
  const third = (validUntil - now) / 3;
  if (third >= refreshEveryMinutes * minute) return undefined;
  return { at: now + Math.max(minute, third), because: 'a third of the token’s life' };
}

/** Up to 5 % early, never late: what began together drifts apart. */
function onItsInterval({ now, refreshEveryMinutes, random }: ScheduleInput): NextPush {
  const interval = refreshEveryMinutes * minute;
  return { at: now + interval * (1 - random() * 0.05), because: 'its interval' };
}

function jittered(milliseconds: number, random: () => number): number {
  return milliseconds * (0.8 + random() * 0.4);
}
