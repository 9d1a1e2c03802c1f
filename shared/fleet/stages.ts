import type { Phase } from '../clusters/record.ts';
import { type Ends, never } from '../ends.ts';
import { iso } from '../iso.ts';

/** Worst first: pods cannot pull; they soon cannot; pushes fail; all is well; nobody renews. */
export const stageNames = [
  'expired',
  'uncovered',
  'atRisk',
  'Failing',
  'Degraded',
  'stuck',
  'Pending',
  'fine',
  'Deregistering',
  'Paused',
] as const;
export type StageName = (typeof stageNames)[number];

/** The times that separate the stages: ISO 8601. */
export interface Times {
  now: string;
  /** Tokens that expire before this are at risk. */
  soon: string;
}

/** What decides the stage of a cluster. */
export interface Staged {
  phase: Phase;
  /** When its first credential expires; absent if it holds nothing. */
  ends?: Ends | undefined;
  /** Whether pods cannot pull somewhere. */
  uncovered: boolean;
  failing: boolean;
}

/** The one stage in which a cluster is shown. */
export function stageOf(
  { phase, ends = never, uncovered, failing }: Staged,
  { now, soon }: Times,
): StageName {
  if (phase === 'Deregistering' && failing) return 'stuck';
  if (phase === 'Deregistering' || phase === 'Paused') return phase;
  if (ends <= Date.parse(now)) return 'expired';
  if (uncovered) return 'uncovered';
  if (ends < Date.parse(soon)) return 'atRisk';
  return phase === 'Healthy' ? 'fine' : phase;
}

/** @param now epoch milliseconds */
export function timesAt(now: number, { atRiskMinutes }: { atRiskMinutes: number }): Times {
  return { now: iso(now), soon: iso(now + atRiskMinutes * 60_000) };
}
