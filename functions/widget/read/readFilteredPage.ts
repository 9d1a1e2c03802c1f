import { listNames } from '../../../shared/clusters/store/listing.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { attentionPage } from '../../../shared/fleet/attentionPage.ts';
import { readRows } from '../../../shared/fleet/readRows.ts';
import type { Ask } from '../ask.ts';
import type { ClusterPage } from '../view.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { pageLength } from './pageLength.ts';

/** A page of the requested clusters; undefined if the whole fleet was requested. */
export function readFilteredPage(table: Table, ask: Ask): Promise<ClusterPage> | undefined {
  if (ask.search === '' && ask.phase === undefined) return undefined;
  // The listing has every Healthy cluster, by name; other phases have an index.
  return ask.search !== '' || ask.phase === 'Healthy' ? byName(table, ask) : byPhase(table, ask);
}

async function byName(table: Table, { search, phase, cursor }: Ask): Promise<ClusterPage> {
  const from = decodeCursor(cursor, 'names');
  const { names, more } = await listNames(table, {
    contains: search,
    phases: phase === undefined ? [] : [phase],
    after: from?.after,
    limit: pageLength,
  });
  const first = from?.first ?? 1;
  const after = names.at(-1);
  return {
    rows: await readRows(table, names),
    order: 'by name',
    first,
    ...(more &&
      after !== undefined && { cursor: encodeCursor({ of: 'names', first: first + names.length, after }) }),
  };
}

async function byPhase(table: Table, { phase = 'Pending', cursor }: Ask): Promise<ClusterPage> {
  const from = decodeCursor(cursor, 'phase');
  const { entries, position } = await attentionPage(table, phase, {
    limit: pageLength,
    after: from?.position,
  });
  const names = entries.map(({ name }) => name);
  const first = from?.first ?? 1;
  return {
    rows: await readRows(table, names),
    order: 'longest first',
    first,
    ...(position !== undefined && {
      cursor: encodeCursor({ of: 'phase', first: first + names.length, position }),
    }),
  };
}
