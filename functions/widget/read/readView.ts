import { mergedPage } from '../../../shared/clusters/store/mergedPage.ts';
import { firstOverShards } from '../../../shared/clusters/store/overShards.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { type FleetSummary, fleetSummary } from '../../../shared/fleet/summary.ts';
import type { Ask } from '../ask.ts';
import type { ExpiringKubeconfig, FleetView } from '../view.ts';
import { readFilteredPage } from './readFilteredPage.ts';
import { readFleetPage } from './readFleetPage.ts';
import { readTrouble } from './readTrouble.ts';

/** Reads what one page shows: bounded by its length and by how many clusters are in trouble. */
export async function readView(
  table: Table,
  ask: Ask,
  { now, limits }: { now: number; limits: FleetLimits },
): Promise<FleetView> {
  const filtered = readFilteredPage(table, ask);
  // Awaited together with the rest: a failure of it is not to be one that nobody hears of.
  const [{ summary }, oldestDueAt, narrowed] = await Promise.all([
    fleetSummary(table, now, limits),
    readOldestDue(table, now),
    filtered,
  ]);
  const isFirst = narrowed === undefined && ask.cursor === undefined;
  const [{ failures, neverServed }, kubeconfigs, page] = await Promise.all([
    readTrouble(table, summary),
    isFirst ? readKubeconfigs(table, summary, { now, limits }) : [],
    narrowed ?? readFleetPage(table, ask.cursor, { summary, now, limits }),
  ]);
  return {
    summary,
    limits,
    neverServed,
    page,
    ...(oldestDueAt !== undefined && { oldestDueAt }),
    ...(isFirst && { trouble: { failures, kubeconfigs } }),
  };
}

/** When the longest due of all pushes came due (ISO 8601): whether ticks come, told by what they leave undone. */
async function readOldestDue(table: Table, now: number): Promise<string | undefined> {
  const firsts = await firstOverShards(table, {
    index: 'due',
    shard: 'dueShard',
    where: 'nextPushAt <= :now',
    values: { ':now': new Date(now).toISOString() },
  });
  return firsts.map(({ nextPushAt }) => String(nextPushAt)).sort()[0];
}

/** Kubeconfigs that are shown. */
const shownKubeconfigs = 10;

async function readKubeconfigs(
  table: Table,
  { kubeconfigsExpiring }: FleetSummary,
  { now, limits }: { now: number; limits: FleetLimits },
): Promise<ExpiringKubeconfig[]> {
  if (kubeconfigsExpiring === 0) return [];
  const soon = new Date(now + limits.kubeconfigDays * 24 * 3_600_000).toISOString();
  const { entries } = await mergedPage(
    table,
    {
      index: 'kubeconfigs',
      shard: 'kubeconfigShard',
      sort: 'kubeconfigExpiresAt',
      where: 'kubeconfigExpiresAt < :soon',
      values: { ':soon': soon },
    },
    { limit: shownKubeconfigs },
  );
  return entries.map(({ name, at }) => ({ name, expiresAt: at }));
}
