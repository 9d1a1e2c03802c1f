import type { IndexEntry } from '../../../shared/clusters/store/mergedPage.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { FleetSummary } from '../../../shared/fleet/summary.ts';
import { type ClusterRow, holdsNothing, type NeverServed } from '../view.ts';
import { attentionPage } from './attention.ts';
import { readRows } from './readRows.ts';

export interface Trouble {
  /** Those that have been failing for longest. */
  failures: readonly ClusterRow[];
  neverServed: NeverServed;
  /** Those of them, and of the clusters that wait for their first push, that come first. */
  unserved: readonly ClusterRow[];
}

/** Failures that are shown. */
const shownFailures = 10;
/** Failing clusters that are looked at for a token they hold; no index tells that of those that do not. */
const lookedAt = 100;
/** Clusters without a token that are shown before those with one. */
const shownUnserved = 25;

/** The clusters in trouble, bounded however many there are. */
export async function readTrouble(table: Table, { phases }: FleetSummary): Promise<Trouble> {
  const first = async (phase: 'Failing' | 'Degraded' | 'Deregistering' | 'Pending', limit: number) =>
    phases[phase] === 0 ? [] : (await attentionPage(table, phase, { limit })).entries;
  const [failing, degraded, leaving, waiting] = await Promise.all([
    first('Failing', lookedAt),
    first('Degraded', lookedAt),
    first('Deregistering', shownFailures),
    first('Pending', shownUnserved),
  ]);
  const longest = [...failing, ...degraded, ...leaving]
    .filter((entry) => since(entry) !== '')
    .sort((a, b) => (since(a) < since(b) ? -1 : 1))
    .slice(0, shownFailures)
    .map(({ name }) => name);
  const candidates = [...failing, ...degraded].slice(0, lookedAt).map(({ name }) => name);
  const pending = waiting.map(({ name }) => name);

  const rows = new Map(
    (await readRows(table, [...new Set([...longest, ...candidates, ...pending])])).map((row) => [
      row.name,
      row,
    ]),
  );
  const of = (names: readonly string[]) => names.flatMap((name) => rows.get(name) ?? []);
  const withoutToken = of(candidates).filter(holdsNothing);
  return {
    failures: of(longest),
    neverServed: {
      count: withoutToken.length,
      atLeast: withoutToken.length > 0 && phases.Failing + phases.Degraded > candidates.length,
    },
    unserved: [...withoutToken, ...of(pending).filter(holdsNothing)].slice(0, shownUnserved),
  };
}

/** The part of `<phase>#<failing since>` that is a time. */
function since({ at }: IndexEntry): string {
  return at.slice(at.indexOf('#') + 1);
}
