import type { Check } from '../../shared/api/schemas.ts';
import type { Cluster } from '../api/client.ts';
import { type Cause, type Meaning, meanings } from './causes.ts';

/** What a verdict is based on. */
export interface Evidence {
  status: Pick<Cluster['status'], 'phase' | 'problems' | 'lastAttemptAt'>;
  /** From where the pushes run. */
  checks: readonly Check[];
  /** From this machine, if it was asked. */
  fromHere?: readonly Check[] | undefined;
}

export interface Verdict {
  cause: Cause;
  /** One sentence. */
  reason: string;
  /** Failed checks with this cause. */
  failed: readonly Check[];
  /** What else to know, in one sentence each. */
  notes: readonly string[];
}

/**
 * The first cause with a failure: it hides those after it. From this machine, only the cluster's own secrets count;
 * being unable to reach a cluster from here says nothing about pushes.
 */
export function decideVerdict({ status, checks, fromHere = [] }: Evidence): Verdict {
  const all = [...checks, ...fromHere.filter(({ check }) => check === 'secrets')];
  for (const [cause, { checks, says: reason }] of Object.entries(meanings) as [Cause, Meaning][]) {
    const failed = all.filter(({ check, result }) => result === 'failed' && checks.includes(check));
    const notes = [...ofBothSides(cause, fromHere), ...ofState(status)];
    if (failed.length > 0) return { cause, reason, failed, notes };
  }
  const notes = [...ofState(status), ...ofUnchecked(all)];
  const [worst] = status.problems ?? [];
  if (worst !== undefined && status.phase !== 'Paused')
    return {
      cause: 'push',
      reason: `Every check passes now, but the last push reported a problem (${worst.kind}).`,
      failed: [],
      notes,
    };
  return { cause: 'none', reason: 'Nothing wrong was found.', failed: [], notes };
}

/** Which side has the trouble, if both were asked. */
function ofBothSides(cause: Cause, fromHere: readonly Check[]): string[] {
  if (cause !== 'reach' && cause !== 'proxy' && cause !== 'tls') return [];
  const here = (name: Check['check']) => fromHere.find(({ check }) => check === name)?.result;
  if (here('reach') === 'failed') return ['This machine does not reach it either: it may be down.'];
  if (here('reach') === 'passed' && here(cause) !== 'failed')
    return [
      'From this machine it works. Check the path from PullPass’s network: routes, security groups and the cluster’s allowlist.',
    ];
  return [];
}

function ofState({ phase, lastAttemptAt }: Evidence['status']): string[] {
  if (phase === 'Paused') return ['It is paused: nothing in it is renewed.'];
  if (phase === 'Deregistering') return ['It is being deregistered: PullPass removes what it wrote there.'];
  return lastAttemptAt === undefined ? ['Nothing was pushed yet.'] : [];
}

function ofUnchecked(checks: readonly Check[]): string[] {
  const names = new Set(checks.filter(({ result }) => result === 'unchecked').map(({ check }) => check));
  return names.size === 0 ? [] : [`Not all could be checked: ${[...names].join(', ')}.`];
}
