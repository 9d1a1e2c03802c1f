import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterRow } from '../view.ts';

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
