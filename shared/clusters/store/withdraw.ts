import { shardOf } from '../shards.ts';
import { absent, and, type Clause, equals, isOneOf, moreThan, or } from './clause.ts';
import { leaves } from './conditionalWrite.ts';
import type { Table } from './table.ts';
import { updateRecord } from './updateItem.ts';

/** What a push wrote into a cluster, as the record identifies it. Times are ISO 8601. */
export interface Written {
  cluster: string;
  /** The record's last success, if that push wrote everything. */
  startedAt: string;
  /** The success before it, which the record still has if something failed; absent if nothing had succeeded yet. */
  servedAt?: string | undefined;
}

/**
 * Withdraws what the record promises of a cluster whose credential was refused `now`, and makes it due for a refresh:
 *
 *   push A writes T, success of 10:00 ─────────────── 10:40 T is refused: promises 10:40, due ✓
 *     push B writes U, success of 10:30 ────────────── 10:40 T is refused ✗ another success: it holds U
 *
 * A push under way goes on: its claim stays. For paused and deregistering clusters only the promise is withdrawn. False
 * if there was nothing to withdraw.
 */
export async function withdraw(
  table: Table,
  { cluster, startedAt, servedAt }: Written,
  now: string,
): Promise<boolean> {
  const noOtherSuccess =
    servedAt === undefined
      ? or(equals('lastSuccessAt', startedAt), absent('lastSuccessAt'))
      : isOneOf('lastSuccessAt', [startedAt, servedAt]);
  const promisesMore = moreThan('validUntil', now);
  const shard = shardOf(cluster);
  const isServed = equals('expiryShard', shard);
  const less = { validUntil: now, withdrawnAt: now };
  const due = { ...less, nextPushAt: now, nextRefreshAt: now, dueShard: shard };
  const promiseLess = (set: typeof less, when: Clause) =>
    updateRecord(table, cluster, set, { when, trace: leaves('validUntil', now) });
  return (
    (await promiseLess(due, and(noOtherSuccess, promisesMore, isServed))) ||
    (await promiseLess(less, and(noOtherSuccess, promisesMore)))
  );
}
