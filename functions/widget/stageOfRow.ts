import type { ClusterRow } from '../../shared/fleet/clusterRow.ts';
import { type StageName, stageOf, type Times } from '../../shared/fleet/stages.ts';

/** The one stage in which a cluster is shown. */
export function stageOfRow(
  { phase, ends, uncoveredSince, failingSince }: ClusterRow,
  times: Times,
): StageName {
  const [uncovered, failing] = [uncoveredSince !== undefined, failingSince !== undefined];
  return stageOf({ phase, ends, uncovered, failing }, times);
}
