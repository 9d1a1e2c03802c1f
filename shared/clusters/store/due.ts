import { equals } from './clause.ts';
import { leaves } from './conditionalWrite.ts';
import { everyPage } from './everyPage.ts';
import { recordKey, type Table } from './table.ts';
import { updateItem } from './updateItem.ts';

/** A cluster whose next push is due, as the index shows it: it may have changed since. */
export interface DueCluster {
  name: string;
  /** ISO 8601. */
  nextPushAt: string;
  /** In the index's form: ISO 8601, later than all times if nothing in it expires; absent if it was never served. */
  validUntil?: string;
  /** ISO 8601; absent if its last push succeeded. */
  failingSince?: string;
}

/** The clusters of one shard that are due at `now` (ISO 8601), read page by page as they are taken. */
export async function* dueClusters(table: Table, shard: string, now: string): AsyncGenerator<DueCluster> {
  const pages = everyPage(table, {
    IndexName: 'due',
    KeyConditionExpression: 'dueShard = :shard AND nextPushAt <= :now',
    ExpressionAttributeValues: { ':shard': shard, ':now': now },
  });
  for await (const page of pages) for (const item of page.Items ?? []) yield item as DueCluster;
}

/**
 * Claims a due cluster for one dispatch. Of all ticks that saw it due, one succeeds:
 *
 *   tick A reads nextPushAt=10:00 ── sets 10:10, claim a ✓
 *   tick B reads nextPushAt=10:00 ─────────────────────── ✗ nextPushAt is 10:10
 *
 * `retryAt`: when the cluster comes due again if its push records nothing. This alone recovers from a lost message.
 * Returns what the record says, at the claim, about where to send it: the index does not hold that, or holds it
 * outdated. Undefined if another tick was faster.
 */
export async function claimDue(
  table: Table,
  due: DueCluster,
  { claim, retryAt }: { claim: string; retryAt: string },
): Promise<{ site: string | undefined; isSuspect: boolean } | undefined> {
  const stillDue = equals('nextPushAt', due.nextPushAt);
  const held = await updateItem(
    table,
    recordKey(due.name),
    { nextPushAt: retryAt, claim, mark: undefined },
    { when: stillDue, trace: leaves('claim', claim), answer: 'ALL_NEW' },
  );
  if (held === undefined) return undefined;
  const { spec, suspect } = (held.item ?? {}) as { spec?: { site?: string }; suspect?: unknown };
  return { site: spec?.site, isSuspect: suspect !== undefined };
}
