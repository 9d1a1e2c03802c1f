import type { FleetLimits } from './limits.ts';
import type { FleetSummary } from './summary.ts';

/** Clusters whose pushes failed from the first on; where there are many, only some are looked at. */
export interface NeverServed {
  count: number;
  /** Whether there may be more. */
  atLeast: boolean;
}

/** What the verdict is made of. */
export interface FleetFacts {
  summary: FleetSummary;
  limits: FleetLimits;
  neverServed: NeverServed;
  /** When the push that waits the longest came due; absent if none is due. */
  oldestDueAt?: string;
}
