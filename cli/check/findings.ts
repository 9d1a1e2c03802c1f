import type { CheckResult } from '../api/client.ts';
import { errorInWords } from '../program/errors.ts';
import type { Outcome } from '../program/overAll.ts';

/** The result of one cluster's check: the same in json and yaml. */
export type Finding =
  | ({ name: string; result: 'passed' | 'failed' } & CheckResult)
  /** The API refused, as for an unknown cluster, or did not answer. */
  | { name: string; result: 'failed'; message: string; remedy?: string }
  /** Ctrl-C came before its answer. */
  | { name: string; result: 'not checked' };

/** Throws an error that is a fault of the program. */
export function findingOf(name: string, outcome: Outcome<CheckResult>, isEnded: boolean): Finding {
  if (outcome.is === 'done') {
    const { result } = outcome.value.preflight;
    return { name, result: result === 'failed' ? 'failed' : 'passed', ...outcome.value };
  }
  if (outcome.is !== 'failed' || isEnded) return { name, result: 'not checked' };
  return { name, result: 'failed', ...errorInWords(outcome.error) };
}
