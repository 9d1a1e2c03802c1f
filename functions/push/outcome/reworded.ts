import type { FailureReport } from '../../../shared/failure.ts';
import { remedyFor } from '../../../shared/remedies.ts';
import type { Outcome } from './outcome.ts';

/** The outcome with its reports reworded. `reword` also gets a problem's index. */
export function reworded(
  outcome: Outcome,
  reword: (report: FailureReport, index: number) => FailureReport,
): Outcome {
  const { error, problems } = outcome;
  return {
    ...outcome,
    ...(error !== undefined && { error: reword(error, 0) }),
    problems: problems.map((problem, index) => ({ ...problem, ...reword(problem, index) })),
  };
}

/** The outcome with the cluster's name in its remedies: the code that failed did not know it. */
export function remedied(outcome: Outcome, name: string): Outcome {
  return reworded(outcome, ({ kind, message, remedy }) => ({
    kind,
    message,
    remedy: remedyFor(remedy, { name, registered: true }),
  }));
}

/** The outcome without anything in its texts that was sent to the cluster, names included. */
export function hiding(outcome: Outcome, hide: (text: string) => string): Outcome {
  const { problems, ...rest } = reworded(outcome, ({ kind, message, remedy }) => ({
    kind,
    message: hide(message),
    remedy: hide(remedy),
  }));
  const { repairs, removed = [], unseen = [] } = rest;
  return {
    ...rest,
    problems: problems.map((problem) => ({ ...problem, namespaces: problem.namespaces.map(hide) })),
    repairs: repairs.map(({ object, because }) => ({ object: hide(object), because: hide(because) })),
    removed: removed.map(({ what, namespace }) => ({ what: hide(what), namespace: hide(namespace) })),
    unseen: unseen.map(({ what, namespaces }) => ({
      what: hide(what),
      namespaces: namespaces === 'unlisted' ? namespaces : namespaces.map(hide),
    })),
  };
}
