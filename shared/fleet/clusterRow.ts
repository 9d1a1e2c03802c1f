import type { Problem } from '../clusters/problem.ts';
import type { ClusterRecord, NamespaceCounts, Phase } from '../clusters/record.ts';

/** One cluster on the fleet page. Holds nothing that GET /clusters does not show. Times are ISO 8601. */
export interface ClusterRow {
  name: string;
  labels: Readonly<Record<string, string>>;
  phase: Phase;
  validUntil?: string;
  /** In place of validUntil: nothing in the cluster expires. */
  endless?: true;
  failingSince?: string;
  lastSuccessAt?: string;
  /** Causes of failure, worst first. */
  problems: readonly Problem[];
  /** How many more there are. */
  furtherProblems: number;
  /** Since when pods cannot pull somewhere. */
  uncoveredSince?: string;
  namespaces: NamespaceCounts;
}

/** Whether a cluster holds nothing to pull with. */
export function holdsNothing({ validUntil, endless }: ClusterRow): boolean {
  return validUntil === undefined && !endless;
}

/** What the page shows of a record, chosen field by field. */
export function rowOf({ name, spec, status }: ClusterRecord): ClusterRow {
  const { phase, validUntil, endless, failingSince, uncoveredSince, lastSuccessAt, namespaces } = status;
  const { problems = [], furtherProblems = 0 } = status;
  return {
    name,
    labels: spec.labels,
    phase,
    namespaces,
    problems,
    furtherProblems,
    ...(validUntil !== undefined && { validUntil }),
    ...(endless && { endless }),
    ...(failingSince !== undefined && { failingSince }),
    ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    ...(uncoveredSince !== undefined && { uncoveredSince }),
  };
}
