import { type IndexEntry, mergedPage } from '../clusters/store/mergedPage.ts';
import type { Table } from '../clusters/store/table.ts';
import { attentionPage } from './attentionPage.ts';
import { type ClusterRow, holdsNothing } from './clusterRow.ts';
import type { NeverServed } from './facts.ts';
import { readRows } from './readRows.ts';
import type { FleetSummary } from './summary.ts';

export interface Trouble {
  /** Those in which pods cannot pull, and then those that have been failing for longest. */
  failures: readonly ClusterRow[];
  neverServed: NeverServed;
}

/** Failures that are shown. */
const shownFailures = 10;
/** Failing clusters that are looked at for a token they hold; no index tells that of those that do not. */
const lookedAt = 100;

/** The clusters in trouble, bounded however many there are. */
export async function readTrouble(
  table: Table,
  { phases, clustersUncovered }: FleetSummary,
): Promise<Trouble> {
  const first = async (phase: 'Failing' | 'Degraded' | 'Deregistering', limit: number) =>
    phases[phase] === 0 ? [] : (await attentionPage(table, phase, { limit })).entries;
  const [uncovered, failing, degraded, leaving] = await Promise.all([
    clustersUncovered === 0 ? [] : readUncovered(table),
    first('Failing', lookedAt),
    first('Degraded', lookedAt),
    first('Deregistering', shownFailures),
  ]);
  const longest = [...failing, ...degraded, ...leaving]
    .filter((entry) => since(entry) !== '')
    .sort((a, b) => (since(a) < since(b) ? -1 : 1))
    .slice(0, shownFailures)
    .map(({ name }) => name);
  const candidates = [...failing, ...degraded].slice(0, lookedAt).map(({ name }) => name);
  const shown = [...new Set([...uncovered, ...longest])].slice(0, shownFailures);

  const rows = new Map(
    (await readRows(table, [...new Set([...shown, ...candidates])])).map((row) => [row.name, row]),
  );
  const of = (names: readonly string[]) => names.flatMap((name) => rows.get(name) ?? []);
  const withoutToken = of(candidates).filter(holdsNothing);
  return {
    failures: of(shown),
    neverServed: {
      count: withoutToken.length,
      atLeast: withoutToken.length > 0 && phases.Failing + phases.Degraded > candidates.length,
    },
  };
}

async function readUncovered(table: Table): Promise<string[]> {
  const index = { index: 'uncovered', shard: 'uncoveredShard', sort: 'uncoveredSince' };
  const { entries } = await mergedPage(table, index, { limit: shownFailures });
  return entries.map(({ name }) => name);
}

/** The part of `<phase>#<failing since>` that is a time. */
function since({ at }: IndexEntry): string {
  return at.slice(at.indexOf('#') + 1);
}
