import type { FleetLimits } from './limits.ts';
import type { FleetSummary } from './summary.ts';

/** Clusters whose pushes have failed from the first one on. If many clusters fail, only some are looked at. */
export interface NeverServed {
  count: number;
  /** Whether there may be more. */
  atLeast: boolean;
}

/** What the verdict is based on. */
export interface FleetFacts {
  summary: FleetSummary;
  limits: FleetLimits;
  neverServed: NeverServed;
  /** When the push that has waited longest came due; absent if none is due. */
  oldestDueAt?: string;
}
