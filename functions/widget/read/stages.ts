import { type MergedPage, mergedPage, type Position } from '../../../shared/clusters/store/mergedPage.ts';
import type { ShardedQuery } from '../../../shared/clusters/store/overShards.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
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
  { limit, after }: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  const { from, to, ...query } = rangeOf(stage, times);
  const where = `${query.sort} BETWEEN :from AND :to`;
  return mergedPage(
    table,
    { ...query, where, values: { ':from': from, ':to': to } },
    { limit, after: within(from, to, after) },
  );
}

interface Range extends Pick<ShardedQuery, 'index' | 'shard'> {
  sort: string;
  from: string;
  to: string;
}

/** Sorts after every time, including noEnd. */
const last = '~';

function rangeOf(stage: StageName, { now, soon }: Times): Range {
  const expiry = { index: 'expiry', shard: 'expiryShard', sort: 'validUntil' };
  if (stage === 'expired') return { ...expiry, from: '0', to: now };
  if (stage === 'atRisk') return { ...expiry, from: now, to: soon };
  if (stage === 'fine') return { ...expiry, from: soon, to: last };
  if (stage === 'uncovered')
    return { index: 'uncovered', shard: 'uncoveredShard', sort: 'uncoveredSince', from: '0', to: last };
  const attention = { index: 'attention', shard: 'attentionShard', sort: 'attention' };
  // Failing since any time.
  if (stage === 'stuck') return { ...attention, from: 'Deregistering#0', to: `Deregistering#${last}` };
  return { ...attention, from: `${stage}#`, to: `${stage}#${last}` };
}

/** DynamoDB refuses to continue from a key outside the queried range. */
function within(from: string, to: string, after: Position | undefined): Position | undefined {
  if (after === undefined) return undefined;
  return Object.fromEntries(Object.entries(after).filter(([, { at }]) => from <= at && at <= to));
}
