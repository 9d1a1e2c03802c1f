import { type Clock, duration } from './clock.ts';
import type { FleetFacts } from './facts.ts';
import { clusters, number, several } from './words.ts';

/** From good to bad; `empty` if there is nothing to judge. */
export const levels = ['empty', 'safe', 'attention', 'risk', 'uncovered', 'expired'] as const;
export type Level = (typeof levels)[number];

export interface Verdict {
  level: Level;
  /** Name of the rule that decided. */
  because: RuleName;
  /** What a person understands in five seconds, together with the level's word. */
  headline: string;
  /** What else is true of the fleet, worst first. */
  notes: readonly string[];
}

interface Finding {
  level: Level;
  headline: string;
  /** The same as a note, for when a worse rule has the headline. Absent if it is then not worth a line. */
  note?: string;
}

type Rule = (facts: FleetFacts, clock: Clock) => Finding | undefined;

/** If a push waits this long, no tick has taken it. The alarm on missed ticks fires at the same age. */
const lateMilliseconds = 5 * 60_000;

/**
 * The first rule that answers gives the headline; later ones add notes. Being unable to pull now comes before being
 * unable soon. A stalled PullPass comes before single failing clusters, because it affects all of them.
 */
const rules = {
  nothingRegistered,
  expired,
  uncovered,
  atRisk,
  late,
  neverServed,
  failing,
  nothingServed,
  safe,
  pending,
  paused,
} satisfies Record<string, Rule>;
type RuleName = keyof typeof rules;

/** The state of the fleet at the clock's time. The last rules always give a headline. */
export function verdict(facts: FleetFacts, clock: Clock): Verdict {
  const findings = (Object.keys(rules) as RuleName[]).flatMap((because) => {
    const finding = rules[because](facts, clock);
    return finding === undefined ? [] : [{ because, ...finding }];
  });
  const [worst, ...others] = findings;
  if (worst === undefined) throw new Error('unreachable: a fleet is empty, safe, or worse');
  const { because, level, headline } = worst;
  return { because, level, headline, notes: others.flatMap(({ note }) => note ?? []) };
}

function nothingRegistered({ summary }: FleetFacts): Finding | undefined {
  if (summary.registered > 0) return undefined;
  return { level: 'empty', headline: 'No cluster is registered yet' };
}

function expired({ summary }: FleetFacts, clock: Clock): Finding | undefined {
  const { tokensExpired: count, earliestValidUntil: first } = summary;
  if (count === 0) return undefined;
  if (first === undefined) return { level: 'expired', headline: `${clusters(count)} cannot pull` };
  const since = `since ${clock.at(first)} (for ${clock.since(first)})`;
  const what = several(count, `has been unable to pull ${since}`, `cannot pull, the first ${since}`);
  return { level: 'expired', headline: `${clusters(count)} ${what}` };
}

function uncovered({ summary }: FleetFacts): Finding | undefined {
  const { clustersUncovered: count, namespacesUncovered: namespaces } = summary;
  if (count === 0) return undefined;
  const what = `Pods may fail to pull now in ${clusters(count)}`;
  const where =
    namespaces === 0
      ? ''
      : `: ${number(namespaces)} of ${several(count, 'its', 'their')} namespaces ${several(namespaces, 'has', 'have')} no known valid credential`;
  return { level: 'uncovered', headline: `${what}${where}`, note: `${what}${where}.` };
}

function atRisk({ summary, limits }: FleetFacts, clock: Clock): Finding | undefined {
  const { tokensAtRisk, tokensExpired, earliestValidUntil } = summary;
  const soon = tokensAtRisk - tokensExpired;
  if (soon <= 0) return undefined;
  const limit = duration(limits.atRiskMinutes * 60_000);
  const first =
    earliestValidUntil === undefined
      ? ''
      : `: ${several(soon, 'it', 'the first')} stops pulling at ${clock.at(earliestValidUntil)} (in ${clock.left(earliestValidUntil)})`;
  return {
    level: 'risk',
    headline: `${clusters(soon)} at risk${first}`,
    note: `${number(soon)} more ${several(soon, 'cluster has', 'clusters have')} under ${limit} of token life left.`,
  };
}

function late({ summary, oldestDueAt }: FleetFacts, clock: Clock): Finding | undefined {
  if (oldestDueAt === undefined || clock.now - Date.parse(oldestDueAt) < lateMilliseconds) return undefined;
  const waited = `PullPass has stalled: a push is overdue by ${clock.since(oldestDueAt)}`;
  return {
    level: 'attention',
    headline: `${waited}${yetUntil(summary, clock)}`,
    note: `${waited}. Check the function refresh and its schedule.`,
  };
}

function neverServed(
  { summary, neverServed: { count, atLeast } }: FleetFacts,
  clock: Clock,
): Finding | undefined {
  if (count === 0) return undefined;
  const what = `${atLeast ? 'At least ' : ''}${clusters(count)} ${several(count, 'has', 'have')} never been served`;
  return { level: 'attention', headline: `${what}${yetUntil(summary, clock)}`, note: `${what}.` };
}

function failing({ summary, limits }: FleetFacts, clock: Clock): Finding | undefined {
  const { failing: count, failingLong } = summary;
  if (count === 0) return undefined;
  const fail = `${clusters(count)} could not be refreshed`;
  const long =
    failingLong === 0 ? '' : `, ${number(failingLong)} for over ${duration(limits.failingMinutes * 60_000)}`;
  return {
    level: 'attention',
    headline: `${fail}${yetUntil(summary, clock)}`,
    note: `${fail}${long}.`,
  };
}

/** How much time is left to repair it. */
function yetUntil(
  { earliestValidUntil: until, endless, tokensAtRisk }: FleetFacts['summary'],
  clock: Clock,
): string {
  if (endless) return '. Credentials already in clusters do not expire';
  if (until === undefined || tokensAtRisk > 0) return '';
  return `. Tokens already in clusters are valid until ${clock.at(until)} (in ${clock.left(until)})`;
}

function nothingServed({ summary }: FleetFacts): Finding | undefined {
  const { registered, phases, earliestValidUntil, endless } = summary;
  if (registered === 0 || earliestValidUntil !== undefined || endless) return undefined;
  if (phases.Pending > 0)
    return {
      level: 'attention',
      headline: `No cluster is served yet: ${clusters(phases.Pending)} ${several(phases.Pending, 'is waiting for its', 'are waiting for their')} first push`,
    };
  if (phases.Healthy > 0)
    return { level: 'attention', headline: 'No cluster holds a token: no target chooses a namespace' };
  return { level: 'attention', headline: 'No cluster is refreshed: all are paused or being deregistered' };
}

function safe({ summary }: FleetFacts, clock: Clock): Finding | undefined {
  const { earliestValidUntil, endless, tokensAtRisk, phases } = summary;
  const all = phases.Pending + phases.Paused + phases.Deregistering === 0;
  const every = `Every ${all ? '' : 'served '}cluster can pull`;
  if (endless) return { level: 'safe', headline: `${every}, with credentials that do not expire` };
  if (earliestValidUntil === undefined || tokensAtRisk > 0) return undefined;
  return {
    level: 'safe',
    headline: `${every} until at least ${clock.at(earliestValidUntil)} (in ${clock.left(earliestValidUntil)})`,
  };
}

function pending({ summary: { phases } }: FleetFacts): Finding | undefined {
  if (phases.Pending === 0) return undefined;
  const note = `${clusters(phases.Pending)} ${several(phases.Pending, 'is waiting for its', 'are waiting for their')} first push.`;
  return { level: 'safe', headline: note, note };
}

function paused({ summary: { phases } }: FleetFacts): Finding | undefined {
  if (phases.Paused === 0) return undefined;
  const note = `${clusters(phases.Paused)} ${several(phases.Paused, 'is paused: its token is', 'are paused: their tokens are')} not renewed.`;
  return { level: 'safe', headline: note, note };
}
