import type { Position } from '../../../shared/clusters/store/mergedPage.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import type { FleetLimits } from '../../../shared/fleet/limits.ts';
import { readRows } from '../../../shared/fleet/readRows.ts';
import { stageNames, timesAt } from '../../../shared/fleet/stages.ts';
import type { FleetSummary } from '../../../shared/fleet/summary.ts';
import { stageOfRow } from '../stageOfRow.ts';
import type { ClusterPage } from '../view.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { pageLength } from './pageLength.ts';
import { mayHold, readStage } from './stages.ts';

/**
 * Reads of clusters for one page: each stage once, and some spare ones. If most of what is read belongs to another
 * stage, the page stays short.
 */
const lookUps = stageNames.length + 3;

/** Where a page begins: within a stage, given by its index. */
interface Place {
  stage: number;
  position?: Position | undefined;
}

/**
 * A page of the whole fleet, worst first, each cluster in one place. All pages that follow the first use its time to
 * decide stages, so that no cluster is left out. `now`: epoch milliseconds.
 */
export async function readFleetPage(
  table: Table,
  cursor: string | undefined,
  { summary, now, limits }: { summary: FleetSummary; now: number; limits: FleetLimits },
): Promise<ClusterPage> {
  const from = decodeCursor(cursor, 'fleet');
  const asOf = from?.asOf ?? now;
  const times = timesAt(asOf, limits);
  const rows: ClusterRow[] = [];
  let at: Place | undefined = from ?? { stage: 0 };
  for (let reads = 0; at !== undefined && rows.length < pageLength && reads < lookUps; ) {
    const stage = stageNames[at.stage];
    if (stage === undefined) break;
    if (!mayHold(stage, summary)) {
      at = stageAfter(at);
      continue;
    }
    reads++;
    const page = await readStage(table, stage, times, {
      limit: pageLength - rows.length,
      after: at.position,
    });
    const found = await readRows(
      table,
      page.entries.map(({ name }) => name),
    );
    rows.push(...found.filter((row) => stageOfRow(row, times) === stage));
    at = page.position === undefined ? stageAfter(at) : { stage: at.stage, position: page.position };
  }
  const first = from?.first ?? 1;
  return {
    rows,
    order: 'worst first',
    first,
    ...(at !== undefined && {
      cursor: encodeCursor({ of: 'fleet', first: first + rows.length, asOf, ...at }),
    }),
  };
}

function stageAfter({ stage }: Place): Place | undefined {
  return stage + 1 < stageNames.length ? { stage: stage + 1 } : undefined;
}
