import type { Check } from '../../../shared/api/schemas.ts';
import { defined } from '../../../shared/defined.ts';
import { Refused } from '../../api/refused.ts';
import { CommandError, errorInWords, exitCodes } from '../../program/errors.ts';
import type { Outcome } from '../../program/overAll.ts';
import { type Decision, usesCredential } from './decide.ts';
import type { Done, Planned } from './planned.ts';

/** The result for one cluster of a fleet file: the same in json and yaml. */
export interface Applied {
  name: string;
  act: Decision['act'];
  result: 'done' | 'failed' | 'not begun' | 'unknown';
  message?: string;
  remedy?: string;
  notices?: string[];
  /** The caller's AWS credentials are not valid, or no longer. */
  signIn?: true;
}

/** Pure: the result of a planned cluster. Throws an error that is a fault of the program. */
export function appliedOf({ decision, error }: Planned, outcome: Outcome<Done | undefined>): Applied {
  const { name, act } = decision;
  if (error !== undefined) return { name, act, result: 'failed', ...toldOf(error, decision) };
  if (outcome.is === 'failed') {
    if (!(outcome.error instanceof CommandError)) throw outcome.error;
    // No answer came, so nobody knows whether it was done.
    const result = outcome.error instanceof Refused ? 'failed' : 'unknown';
    const signIn = outcome.error.exitCode === exitCodes.notSignedIn;
    return { name, act, result, ...toldOf(outcome.error, decision), ...(signIn && { signIn }) };
  }
  if (outcome.is !== 'done') return { name, act, result: outcome.is };
  const same = sameCredential(decision, outcome.value);
  if (same !== undefined) return { name, act, result: 'failed', ...same };
  const { notices, kept } = outcome.value ?? {};
  const told = [
    ...((usesCredential(decision) ? notices : undefined) ?? []),
    ...(kept === undefined ? [] : [kept]),
  ];
  return { name, act, result: 'done', ...(told.length > 0 && { notices: told }) };
}

/** A credential that no longer works was replaced without a request. */
function sameCredential(
  decision: Decision,
  done: Done | undefined,
): { message: string; remedy: string } | undefined {
  if (decision.act !== 'rotate' || done?.version !== decision.current.version) return undefined;
  const { file } = decision.wanted.access?.kubeconfig ?? {};
  if (file === undefined) return undefined;
  return {
    message: `${decision.because} The one in ${file} is the same.`,
    remedy: 'Make a new credential in the cluster, write its kubeconfig there, and apply again.',
  };
}

/** Why it failed, in the API’s words. If the API suggests nothing, the next steps are those for a fleet file. */
export function toldOf(error: CommandError, decision: Decision): { message: string; remedy?: string } {
  if (error instanceof Refused && error.status === 412)
    return {
      message: `It was ${decision.act === 'register' ? 'registered' : 'changed'} by somebody else after the fleet was read, so nothing was changed.`,
      remedy: `See what changed with \`pullpass events ${decision.name}\` and \`pullpass diff\`, then apply again.`,
    };
  const { checks = [], errors = [] } = (error instanceof Refused && error.problem) || {};
  const wrong = errors.map(({ pointer, message }) =>
    `${pointer.slice(1).replaceAll('/', '.')} ${message}`.trimStart(),
  );
  if (wrong.length > 0)
    return {
      message: wrong.join('\n'),
      ...('wanted' in decision && { remedy: `Correct its entry at ${decision.wanted.where}.` }),
    };
  const failed = checks.filter(({ result }) => result === 'failed');
  return {
    ...errorInWords(error),
    ...defined({ message: failed.length > 0 ? failed.map(checkInWords).join('\n') : detailOf(error) }),
  };
}

const detailOf = (error: CommandError) => (error instanceof Refused ? error.problem?.detail : undefined);

function checkInWords({ check, message, remedy }: Check): string {
  return [`${check}: ${message}`, ...(remedy === undefined ? [] : [`→ ${remedy}`])].join('\n');
}
