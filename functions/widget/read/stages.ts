import {
  type IndexRange,
  type MergedPage,
  mergedPage,
  type Position,
} from '../../../shared/clusters/store/mergedPage.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { afterAll, attentionRange } from '../../../shared/fleet/attentionPage.ts';
import type { StageName, Times } from '../../../shared/fleet/stages.ts';
import type { FleetSummary } from '../../../shared/fleet/summary.ts';

/** Whether there may be clusters in a stage, according to the counts. */
export function mayHold(stage: StageName, summary: FleetSummary): boolean {
  if (stage === 'fine') return true;
  if (stage === 'expired') return summary.tokensExpired > 0;
  if (stage === 'uncovered') return summary.clustersUncovered > 0;
  if (stage === 'atRisk') return summary.tokensAtRisk > summary.tokensExpired;
  return summary.phases[stage === 'stuck' ? 'Deregistering' : stage] > 0;
}

/** Clusters that include all those of a stage, in its order. */
export function readStage(
  table: Table,
  stage: StageName,
  times: Times,
  options: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  return mergedPage(table, rangeOf(stage, times), options);
}

function rangeOf(stage: StageName, { now, soon }: Times): IndexRange {
  const expiry = { index: 'expiry', shard: 'expiryShard', sort: 'validUntil' };
  if (stage === 'expired') return { ...expiry, from: '0', to: now };
  if (stage === 'atRisk') return { ...expiry, from: now, to: soon };
  if (stage === 'fine') return { ...expiry, from: soon, to: afterAll };
  if (stage === 'uncovered')
    return { index: 'uncovered', shard: 'uncoveredShard', sort: 'uncoveredSince', from: '0', to: afterAll };
  // Failing since any time.
  return stage === 'stuck' ? attentionRange('Deregistering', '0') : attentionRange(stage);
}
