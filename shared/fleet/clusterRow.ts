import type { Problem } from '../clusters/problem.ts';
import type { ClusterRecord, NamespaceCounts, Phase } from '../clusters/record.ts';
import type { Ends } from '../ends.ts';

/** One cluster on the fleet page. Holds nothing that GET /clusters does not show. Times are ISO 8601. */
export interface ClusterRow {
  name: string;
  labels: Readonly<Record<string, string>>;
  phase: Phase;
  /** When the first credential in it expires; absent if it holds none. */
  ends?: Ends;
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
export function holdsNothing({ ends }: ClusterRow): boolean {
  return ends === undefined;
}

/** What the page shows of a record, chosen field by field. */
export function rowOf({ name, spec, status }: ClusterRecord): ClusterRow {
  const { phase, ends, failingSince, uncoveredSince, lastSuccessAt, namespaces } = status;
  const { problems = [], furtherProblems = 0 } = status;
  return {
    name,
    labels: spec.labels,
    phase,
    namespaces,
    problems,
    furtherProblems,
    ...(ends !== undefined && { ends }),
    ...(failingSince !== undefined && { failingSince }),
    ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    ...(uncoveredSince !== undefined && { uncoveredSince }),
  };
}
