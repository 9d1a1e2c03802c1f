import type { Phase } from '../clusters/record.ts';
import { type IndexRange, type MergedPage, mergedPage, type Position } from '../clusters/store/mergedPage.ts';
import type { Table } from '../clusters/store/table.ts';

/** After every time, the end that never comes included. */
export const afterAll = '~';

/**
 * Clusters of one phase, except Healthy, by when they began to fail. `since`: only those that began at or after this
 * time.
 */
export function attentionRange(phase: Phase, since = ''): IndexRange {
  const attention = { index: 'attention', shard: 'attentionShard', sort: 'attention' };
  return { ...attention, from: `${phase}#${since}`, to: `${phase}#${afterAll}` };
}

/** Clusters of one phase, except Healthy; those that have been failing longest come first. */
export function attentionPage(
  table: Table,
  phase: Phase,
  options: { limit: number; after?: Position | undefined },
): Promise<MergedPage> {
  return mergedPage(table, attentionRange(phase), options);
}
