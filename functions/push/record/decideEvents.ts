import { causeOf, type Problem } from '../../../shared/clusters/problem.ts';
import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import type { OwnEvent } from '../../../shared/clusters/store/events.ts';
import type { Repair } from '../../../shared/targets/kind.ts';
import { inOneReport } from '../outcome/problems.ts';

const mostNamed = 5;

/** What a push adds to the audit trail: changes of state, and what others changed; not every push. */
export function decideEvents(
  before: ClusterStatus,
  after: ClusterStatus,
  repairs: readonly Repair[],
): OwnEvent[] {
  return [...(repairs.length > 0 ? [repaired(repairs)] : []), ...conditionChanged(before, after)];
}

function conditionChanged(before: ClusterStatus, after: ClusterStatus): OwnEvent[] {
  if (after.error !== undefined) return newCauses(before, after);
  if (before.error !== undefined)
    return [{ type: 'recovered', message: `Recovered after ${before.consecutiveFailures} failed pushes` }];
  if (before.lastSuccessAt === undefined)
    return [{ type: 'served', message: `First push: ${after.namespaces.ready} namespaces can pull` }];
  return [];
}

/** An event for each new cause, in whichever namespaces it occurs. The worst comes last, and so is the newest. */
function newCauses(
  { problems: before = [] }: ClusterStatus,
  { error, problems = [] }: ClusterStatus,
): OwnEvent[] {
  const known = new Set(before.map(identityOf));
  // The record of an older version, or of a cluster that nobody could look into, tells only the kind of failure.
  const kinds = new Set(before.filter(({ count }) => count === 0).map(({ kind }) => kind));
  const added = problems.filter((problem) => {
    const identity = identityOf(problem);
    if (known.has(identity) || kinds.has(problem.kind)) return false;
    known.add(identity);
    return true;
  });
  return added
    .map((problem) => (problem === problems[0] && error !== undefined ? error : inOneReport(problem)))
    .map((report): OwnEvent => ({ type: 'failed', message: report.message, error: report }))
    .reverse();
}

const identityOf = (problem: Problem) => causeOf(problem, problem.namespaces[0]);

function repaired(repairs: readonly Repair[]): OwnEvent {
  const named = repairs.slice(0, mostNamed).map(({ object, because }) => `${object} (${because})`);
  const more = repairs.length - named.length;
  return {
    type: 'repaired',
    message: `Put back ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
  };
}
