import type { Phase } from '../../../shared/clusters/record.ts';
import { type MergedPage, mergedPage } from '../../../shared/clusters/store/mergedPage.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { FleetSummary } from '../../../shared/fleet/summary.ts';
import { type ClusterPage, type ClusterRow, holdsNothing } from '../view.ts';
import { attentionPage } from './attention.ts';
import { type CursorOf, decodeCursor, encodeCursor } from './cursor.ts';
import { pageLength } from './pageLength.ts';
import { readRows } from './readRows.ts';

/**
 * The clusters that hold a token and are kept fresh, by what is left of it: nearly all of a fleet. Can be read
 * before anything else of the page is known.
 */
export function readServed(table: Table, cursor: string | undefined): Promise<MergedPage> {
  const from = decodeCursor(cursor, 'fleet');
  if (from?.served === 'ended') return Promise.resolve({ entries: [] });
  const index = { index: 'expiry', shard: 'expiryShard', sort: 'validUntil' };
  return mergedPage(table, index, { limit: pageLength, after: from?.served });
}

export interface FleetPageParts {
  cursor: string | undefined;
  served: MergedPage;
  /** Clusters without a token that come before all others on the first page. */
  unserved: readonly ClusterRow[];
  summary: FleetSummary;
}

/**
 * A page of the whole fleet, each cluster in one place: some without a token, those that hold one in the order in
 * which they end, then the rest without a token, and those that nobody renews.
 */
export async function readFleetPage(table: Table, parts: FleetPageParts): Promise<ClusterPage> {
  const { served, unserved, summary } = parts;
  const from = decodeCursor(parts.cursor, 'fleet');
  const held = await readRows(
    table,
    served.entries.map(({ name }) => name),
  );
  const rows = [...(from === undefined ? unserved : []), ...held];
  const start: OthersAt = from?.others ?? { stage: 0 };
  const ended = served.position === undefined;
  const others = ended
    ? await readOthers(table, start, { room: pageLength - rows.length, shown: unserved, summary })
    : { rows: [], next: start };
  rows.push(...others.rows);
  const first = from?.first ?? 1;
  const place = { first: first + rows.length, served: served.position ?? ('ended' as const) };
  return {
    rows,
    order: 'worst first',
    first,
    ...(others.next !== undefined && {
      cursor: encodeCursor({ of: 'fleet', ...place, others: others.next }),
    }),
  };
}

type OthersAt = CursorOf<'fleet'>['others'];

/** Phases of clusters that the index of expiries lacks: of the first three only those that hold no token. */
const stages: readonly { phase: Exclude<Phase, 'Healthy'>; isLacking: (row: ClusterRow) => boolean }[] = [
  { phase: 'Failing', isLacking: holdsNothing },
  { phase: 'Degraded', isLacking: holdsNothing },
  { phase: 'Pending', isLacking: holdsNothing },
  { phase: 'Deregistering', isLacking: () => true },
  { phase: 'Paused', isLacking: () => true },
];

/** Times that others are looked up for one page: where nearly all of them hold a token, it stays short. */
const lookUps = 6;

async function readOthers(
  table: Table,
  start: OthersAt,
  { room, shown, summary }: { room: number; shown: readonly ClusterRow[]; summary: FleetSummary },
): Promise<{ rows: ClusterRow[]; next: OthersAt | undefined }> {
  const isShown = new Set(shown.map(({ name }) => name));
  const rows: ClusterRow[] = [];
  let at: OthersAt | undefined = start;
  for (let tries = 0; at !== undefined && rows.length < room && tries < lookUps; ) {
    const stage = stages[at.stage];
    if (stage === undefined) return { rows, next: undefined };
    const { phase, isLacking } = stage;
    const following: OthersAt | undefined =
      at.stage + 1 < stages.length ? { stage: at.stage + 1 } : undefined;
    if (summary.phases[phase] === 0) {
      at = following;
      continue;
    }
    tries++;
    const { entries, position } = await attentionPage(table, phase, {
      limit: room - rows.length,
      after: at.position,
    });
    const found = await readRows(
      table,
      entries.map(({ name }) => name).filter((name) => !isShown.has(name)),
    );
    rows.push(...found.filter(isLacking));
    at = position === undefined ? following : { stage: at.stage, position };
  }
  return { rows, next: at };
}
