import { mergedPage } from '../../../shared/clusters/store/mergedPage.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { readCounts } from '../../../shared/fleet/readCounts.ts';
import { readNeverServed } from '../../../shared/fleet/readNeverServed.ts';
import type { FleetSummary } from '../../../shared/fleet/summary.ts';
import { iso } from '../../../shared/iso.ts';
import type { Ask } from '../ask.ts';
import type { ExpiringKubeconfig, FleetView } from '../view.ts';
import { readFilteredPage } from './readFilteredPage.ts';
import { readFleetPage } from './readFleetPage.ts';

/** Reads what one page shows. The cost depends on its length and on how many clusters are in trouble. */
export async function readView(
  table: Table,
  ask: Ask,
  { now, limits }: { now: number; limits: FleetLimits },
): Promise<FleetView> {
  const filtered = readFilteredPage(table, ask);
  // Awaited together, so that no rejection goes unhandled.
  const [counts, narrowed] = await Promise.all([readCounts(table, { now, limits }), filtered]);
  const { summary } = counts;
  const isFirst = narrowed === undefined && ask.cursor === undefined;
  const [neverServed, kubeconfigs, page] = await Promise.all([
    readNeverServed(table, summary),
    isFirst ? readKubeconfigs(table, summary, { now, limits }) : [],
    narrowed ?? readFleetPage(table, ask.cursor, { summary, now, limits }),
  ]);
  return {
    ...counts,
    neverServed,
    page,
    ...(isFirst && { trouble: { failures: failuresOf(page), kubeconfigs } }),
  };
}

/** How many failures are shown. */
const shownFailures = 10;

/** In the page's order: worst first. */
function failuresOf({ rows }: FleetView['page']): ClusterRow[] {
  return rows
    .filter(({ phase, problems = [] }) => phase !== 'Paused' && problems.length > 0)
    .slice(0, shownFailures);
}

/** How many kubeconfigs are shown. */
const shownKubeconfigs = 10;

async function readKubeconfigs(
  table: Table,
  { kubeconfigsExpiring }: FleetSummary,
  { now, limits }: { now: number; limits: FleetLimits },
): Promise<ExpiringKubeconfig[]> {
  if (kubeconfigsExpiring === 0) return [];
  const soon = iso(now + limits.kubeconfigDays * 24 * 3_600_000);
  const { entries } = await mergedPage(
    table,
    {
      index: 'kubeconfigs',
      shard: 'kubeconfigShard',
      sort: 'kubeconfigExpiresAt',
      from: '0',
      to: soon,
    },
    { limit: shownKubeconfigs },
  );
  const records = await readClusters(
    table,
    entries.map(({ name }) => name),
  );
  const failures = new Map(records.map(({ name, kubeconfig }) => [name, kubeconfig.renewal?.failure]));
  return entries.map(({ name, at }) => {
    const failure = failures.get(name);
    return { name, expiresAt: at, ...(failure !== undefined && { notRenewed: failure }) };
  });
}
