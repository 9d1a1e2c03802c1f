import type { Phase } from '../clusters/record.ts';
import { type MergedPage, mergedPage, type Position } from '../clusters/store/mergedPage.ts';
import type { Table } from '../clusters/store/table.ts';

/** Clusters of one phase, except Healthy; those that have been failing longest come first. */
export function attentionPage(
  table: Table,
  phase: Phase,
  options: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  const range = { ':from': `${phase}#`, ':to': `${phase}#~` };
  const where = 'attention BETWEEN :from AND :to';
  return mergedPage(
    table,
    { index: 'attention', shard: 'attentionShard', sort: 'attention', where, values: range },
    { ...options, after: withinPhase(phase, options.after) },
  );
}

/** DynamoDB refuses to continue from a key outside the queried range. */
function withinPhase(phase: Phase, after: Position | undefined): Position | undefined {
  if (after === undefined) return undefined;
  return Object.fromEntries(Object.entries(after).filter(([, { at }]) => at.startsWith(`${phase}#`)));
}
