import {
  meetingOf,
  mostNamespaces,
  mostProblemBytes,
  mostProblems,
  type Problem,
} from '../../../shared/clusters/problem.ts';
import type { FailureReport } from '../../../shared/failure.ts';

/** A failure at one place: in a namespace or, without one, of the whole cluster or a whole target. */
export interface Met {
  failure: FailureReport;
  namespace?: string;
  /** Whether that namespace has no known valid credential. */
  uncovered?: boolean;
  /** In place of a namespace: how many it hits, if their names are unknown. */
  unnamed?: { count: number; uncovered: number };
  /** Whether it prevented a target, or the push, from beginning. */
  whole?: boolean;
}

interface Group {
  first: Met;
  whole: boolean;
  namespaces: Map<string, boolean>;
  count: number;
  uncovered: number;
}

/**
 * The failures, grouped by cause, worst first: what keeps the most namespaces from pulling, then what hits the most.
 */
export function problemsIn(met: readonly Met[]): Problem[] {
  const groups = new Map<string, Group>();
  for (const each of met) {
    const key = meetingOf(each.failure, each.whole ? undefined : each.namespace);
    const group = groups.get(key) ?? newGroup(each);
    groups.set(key, group);
    add(group, each);
  }
  return [...groups.values()].sort(byBadness).map(problemOf);
}

/** The problems that a record keeps; the others are only counted. */
export function kept(problems: readonly Problem[]): { problems: readonly Problem[]; further: number } {
  let bytes = 0;
  const fitting = problems.slice(0, mostProblems).filter((problem, index) => {
    bytes += Buffer.byteLength(JSON.stringify(problem));
    return index === 0 || bytes <= mostProblemBytes;
  });
  return { problems: fitting, further: problems.length - fitting.length };
}

/**
 * A problem as one report, which says how many namespaces it hits. `chosen`: of how many, if all of them are chosen and
 * their number is known.
 */
export function inOneReport(problem: Problem, chosen = 0): FailureReport {
  const { kind, message, remedy, namespaces, count } = problem;
  const [first] = namespaces;
  if (count < 2 || first === undefined) return { kind, message, remedy };
  const all = chosen < count ? '' : ` of ${chosen}`;
  return {
    kind,
    message: `${count}${all} namespaces failed, first ${first}: ${message}`,
    remedy,
  };
}

function newGroup(first: Met): Group {
  return { first, whole: false, namespaces: new Map(), count: 0, uncovered: 0 };
}

function add(group: Group, met: Met): void {
  const { namespace, uncovered = false, unnamed, whole = false } = met;
  group.whole ||= whole;
  // Several targets met the same failure in the same namespaces.
  group.count = Math.max(group.count, unnamed?.count ?? 0);
  group.uncovered = Math.max(group.uncovered, unnamed?.uncovered ?? 0);
  if (namespace === undefined) return;
  if (namespace < (group.first.namespace ?? namespace)) group.first = met;
  group.namespaces.set(namespace, uncovered || group.namespaces.get(namespace) === true);
}

function byBadness(a: Group, b: Group): number {
  return (
    uncoveredIn(b) - uncoveredIn(a) ||
    Number(b.whole) - Number(a.whole) ||
    countOf(b) - countOf(a) ||
    (a.first.failure.kind < b.first.failure.kind ? -1 : 1)
  );
}

const countOf = ({ namespaces, count }: Group) => namespaces.size + count;

const uncoveredIn = ({ namespaces, uncovered }: Group) =>
  [...namespaces.values()].filter(Boolean).length + uncovered;

function problemOf(group: Group): Problem {
  const { kind, message, remedy } = group.first.failure;
  return {
    kind,
    message,
    remedy,
    namespaces: [...group.namespaces.keys()].sort().slice(0, mostNamespaces),
    count: countOf(group),
    uncovered: uncoveredIn(group),
  };
}
