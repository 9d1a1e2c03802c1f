import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../functions/widget/ask.ts';
import { encodeCursor } from '../../../functions/widget/read/cursor.ts';
import { readView } from '../../../functions/widget/read/readView.ts';
import type { FleetView } from '../../../functions/widget/view.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { isoOf, never } from '../../../shared/ends.ts';
import type { ClusterRow } from '../../../shared/fleet/clusterRow.ts';
import { type StoredFleet, storedFleet } from '../../support/widget/fleet.ts';
import { aRecord, failingFor } from '../../support/widget/store.ts';
import { endsAfter, inMinutes, limits, now } from '../../support/widget/views.ts';

const many = (count: number, prefix: string, record: (name: string, index: number) => ClusterRecord) =>
  Array.from({ length: count }, (_, index) => record(`${prefix}-${String(index).padStart(3, '0')}`, index));

/** 335 clusters of every kind; 120 hold the very same token. */
const records: readonly ClusterRecord[] = [
  ...many(120, 'same', (name) => aRecord(name, { status: { ends: endsAfter(500) } })),
  ...many(60, 'other', (name, index) => aRecord(name, { status: { ends: endsAfter(300 + index * 7) } })),
  ...many(40, 'failing', (name, index) =>
    aRecord(name, { status: failingFor(100 - index, endsAfter(400 + index)) }),
  ),
  ...many(3, 'dead', (name) => aRecord(name, { status: failingFor(900, endsAfter(-5)) })),
  ...many(3, 'dying', (name) => aRecord(name, { status: { ends: endsAfter(100) } })),
  ...many(5, 'uncovered', (name, index) =>
    aRecord(name, {
      status: {
        ...failingFor(30 + index, endsAfter(600)),
        phase: 'Degraded',
        namespaces: { ready: 4, failed: 2, skipped: 0, uncovered: 2 },
        uncoveredSince: inMinutes(-10 - index),
      },
    }),
  ),
  ...many(35, 'refused', (name, index) => aRecord(name, { status: failingFor(50 + index) })),
  ...many(15, 'partly', (name, index) =>
    aRecord(name, { status: { ...failingFor(20 + index, endsAfter(600)), phase: 'Degraded' } }),
  ),
  ...many(30, 'new', (name) => aRecord(name, { status: { phase: 'Pending' } })),
  ...many(12, 'paused', (name) => aRecord(name, { status: { phase: 'Paused', ends: endsAfter(10) } })),
  ...many(3, 'leaving', (name) => aRecord(name, { status: { phase: 'Deregistering', ends: endsAfter(20) } })),
  ...many(4, 'stuck', (name, index) =>
    aRecord(name, {
      status: { ...failingFor(200 + index, endsAfter(20)), phase: 'Deregistering' },
    }),
  ),
  ...many(5, 'idle', (name) => aRecord(name)),
];

let fleet: StoredFleet;
beforeAll(async () => {
  fleet = await storedFleet(records);
});
afterAll(() => fleet.stop());

const view = (ask: Partial<Ask> = {}): Promise<FleetView> =>
  readView(fleet.world.table, { search: '', ...ask }, { now, limits });

/** What was read before: the table and the clock stand still. */
const pagesOf = new Map<string, Promise<FleetView['page'][]>>();

function allPages(ask: Partial<Ask> = {}): Promise<FleetView['page'][]> {
  const key = JSON.stringify(ask);
  const pages = pagesOf.get(key) ?? readAllPages(ask);
  pagesOf.set(key, pages);
  return pages;
}

async function readAllPages(ask: Partial<Ask>): Promise<FleetView['page'][]> {
  const pages: FleetView['page'][] = [];
  for (let cursor: string | undefined; ; ) {
    const { page } = await view({ ...ask, ...(cursor !== undefined && { cursor }) });
    pages.push(page);
    if (pages.length > 40) throw new Error('the pages do not end');
    if (page.cursor === undefined) return pages;
    cursor = page.cursor;
  }
}

const names = (rows: readonly ClusterRow[]) => rows.map(({ name }) => name);
const sorted = (some: readonly string[]) => [...some].sort();
const stored = (...prefixes: string[]) =>
  sorted(
    records
      .map(({ name }) => name)
      .filter((name) => prefixes.some((prefix) => name.startsWith(`${prefix}-`))),
  );

describe('the whole fleet', () => {
  test('has each cluster once, except those that need no token', async () => {
    const pages = await allPages();
    const all = pages.flatMap(({ rows }) => names(rows));
    expect(sorted(all)).toEqual(
      stored(
        'same',
        'other',
        'failing',
        'refused',
        'partly',
        'new',
        'paused',
        'leaving',
        'stuck',
        'dead',
        'dying',
        'uncovered',
      ),
    );
    expect(pages.every(({ rows, order }) => rows.length <= 75 && order === 'worst first')).toBe(true);
  });

  test('numbers its rows from page to page', async () => {
    const pages = await allPages();
    let next = 1;
    for (const { first, rows } of pages) {
      expect(first).toBe(next);
      next += rows.length;
    }
  });

  test('is worst first: cannot pull, soon cannot, fails, waits, is well, is not renewed', async () => {
    const rows = (await allPages()).flatMap((page) => page.rows);
    const order = [...new Set(names(rows).map((name) => name.split('-')[0]))];
    expect(order).toEqual([
      'dead',
      'refused',
      'uncovered',
      'dying',
      'failing',
      'partly',
      'stuck',
      'new',
      'other',
      'same',
      'leaving',
      'paused',
    ]);
    const fine = rows.filter(({ phase, ends }) => phase === 'Healthy' && (ends ?? 0) > endsAfter(180));
    const ends = fine.map((row) => isoOf(row.ends ?? never) ?? '');
    expect(ends).toEqual(sorted(ends));
  });

  test('no Degraded cluster is below a Healthy one that has hours left', async () => {
    const phases = (await allPages()).flatMap(({ rows }) => rows.map(({ phase }) => phase));
    expect(phases.lastIndexOf('Degraded')).toBeLessThan(phases.indexOf('Pending'));
    expect(phases.lastIndexOf('Pending')).toBeLessThan(phases.lastIndexOf('Healthy'));
  });

  test('later pages use the first page’s time', async () => {
    const { page } = await view();
    const later = { now: now + 400 * 60_000, limits };
    const { page: next } = await readView(
      fleet.world.table,
      { search: '', cursor: page.cursor ?? '' },
      later,
    );
    expect(names(next.rows)).toEqual(names((await view({ cursor: page.cursor ?? '' })).page.rows));
  });

  test('a foreign or forged cursor gives the first page', async () => {
    const { page } = await view();
    for (const cursor of [
      'nonsense',
      encodeCursor({ of: 'names', first: 9, after: 'same-010' }),
      Buffer.from(
        '{"of":"fleet","first":2,"asOf":1,"stage":0,"position":{"9":{"name":"a","at":"b"}}}',
      ).toString('base64url'),
      Buffer.from(
        '{"of":"fleet","first":2,"asOf":1,"stage":0,"position":{"0":{"name":"A B","at":"b"}}}',
      ).toString('base64url'),
    ])
      expect((await view({ cursor })).page.rows).toEqual(page.rows);
  });
});

describe('what is in trouble', () => {
  test('the failures are in the page’s order, limited in number, with the full count beside them', async () => {
    const { trouble, summary, page } = await view();
    const failures = names(trouble?.failures ?? []);
    expect(sorted(failures.slice(0, 3))).toEqual(stored('dead'));
    expect(failures.slice(3, 5)).toEqual(['refused-034', 'refused-033']);
    expect(failures).toHaveLength(10);
    const onPage = names(page.rows);
    expect(failures.toSorted((a, b) => onPage.indexOf(a) - onPage.indexOf(b))).toEqual(failures);
    expect(summary.failing).toBe(102);
    expect(trouble?.failures[0]?.problems?.[0]?.kind).toBe('forbidden');
  });

  test('those never served are counted, with "at least" if not all were looked at', async () => {
    expect((await view()).neverServed).toEqual({ count: 35, atLeast: false });
  });

  test('it is left out when somebody looks at a part of the fleet', async () => {
    expect((await view({ search: 'same' })).trouble).toBeUndefined();
    expect((await view({ cursor: (await view()).page.cursor ?? '' })).trouble).toBeUndefined();
  });
});

describe('a phase', () => {
  test.each([
    ['Failing', ['dead', 'failing', 'refused'], 'longest first'],
    ['Pending', ['new'], 'longest first'],
    ['Paused', ['paused'], 'longest first'],
    ['Deregistering', ['leaving', 'stuck'], 'longest first'],
    ['Healthy', ['same', 'other', 'dying', 'idle'], 'by name'],
  ] as const)('%s has all of its clusters, page after page', async (phase, prefixes, order) => {
    const pages = await allPages({ phase });
    expect(sorted(pages.flatMap(({ rows }) => names(rows)))).toEqual(stored(...prefixes));
    expect(pages[0]?.order).toBe(order);
  });

  test('those that have been failing longest come first', async () => {
    const [page] = await allPages({ phase: 'Failing' });
    expect(names(page?.rows ?? []).slice(3, 5)).toEqual(['failing-000', 'failing-001']);
  });
});

describe('a search', () => {
  test('finds what has the text anywhere in its name, by name, page after page', async () => {
    const pages = await allPages({ search: 'a' });
    const all = pages.flatMap(({ rows }) => names(rows));
    expect(all).toEqual(sorted(records.map(({ name }) => name).filter((name) => name.includes('a'))));
    expect(pages[1]?.first).toBe(51);
  });

  test('can be narrowed to a phase', async () => {
    const [page] = await allPages({ search: '01', phase: 'Paused' });
    expect(names(page?.rows ?? [])).toEqual(['paused-001', 'paused-010', 'paused-011']);
  });

  test.each(['nobody', '#same', 'cluster', '(', '*'])('%s is in no name', async (search) => {
    expect((await view({ search })).page).toEqual({ rows: [], order: 'by name', first: 1 });
  });
});
