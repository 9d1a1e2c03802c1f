import type { Table } from '../clusters/store/table.ts';
import { attentionPage } from './attentionPage.ts';
import { holdsNothing } from './clusterRow.ts';
import type { NeverServed } from './facts.ts';
import { readRows } from './readRows.ts';
import type { FleetSummary } from './summary.ts';

/** How many failing clusters are checked for a token: no index lists those without one. */
const lookedAt = 100;

/** How many clusters have failed since their first push. The reads are bounded, however many fail. */
export async function readNeverServed(
  table: Table,
  { phases }: Pick<FleetSummary, 'phases'>,
): Promise<NeverServed> {
  const longest = async (phase: 'Failing' | 'Degraded') =>
    phases[phase] === 0 ? [] : (await attentionPage(table, phase, { limit: lookedAt })).entries;
  const entries = (await Promise.all([longest('Failing'), longest('Degraded')])).flat().slice(0, lookedAt);
  const rows = await readRows(
    table,
    entries.map(({ name }) => name),
  );
  const count = rows.filter(holdsNothing).length;
  return { count, atLeast: count > 0 && phases.Failing + phases.Degraded > entries.length };
}
