import type { Phase } from '../clusters/record.ts';

/** From worst to best: where pods cannot pull, where they soon cannot, what fails, what is well, what is not renewed. */
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

/** The times by which clusters are told apart: ISO 8601. */
export interface Times {
  now: string;
  /** Tokens that end before are at risk. */
  soon: string;
}

/** What tells the stage of a cluster. */
export interface Staged {
  phase: Phase;
  /** ISO 8601. */
  validUntil?: string | undefined;
  /** Whether pods cannot pull somewhere. */
  uncovered: boolean;
  failing: boolean;
}

/** The one stage in which a cluster is shown. */
export function stageOf({ phase, validUntil, uncovered, failing }: Staged, { now, soon }: Times): StageName {
  if (phase === 'Deregistering' && failing) return 'stuck';
  if (phase === 'Deregistering' || phase === 'Paused') return phase;
  if (validUntil !== undefined && validUntil <= now) return 'expired';
  if (uncovered) return 'uncovered';
  if (validUntil !== undefined && validUntil < soon) return 'atRisk';
  return phase === 'Healthy' ? 'fine' : phase;
}

/** @param now epoch milliseconds */
export function timesAt(now: number, { atRiskMinutes }: { atRiskMinutes: number }): Times {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  return { now: iso(now), soon: iso(now + atRiskMinutes * 60_000) };
}
