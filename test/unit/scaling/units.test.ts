import { expect, test } from '@jest/globals';
import { readTableDefinition } from '../../../shared/clusters/store/tableDefinition.ts';
import { itemBytes, readUnits, writeUnits } from '../../support/scaling/units.ts';

const record = {
  pk: 'CLUSTER#a',
  sk: 'RECORD',
  name: 'a',
  listing: 'cluster',
  phase: 'Healthy',
  dueShard: '0',
  nextPushAt: '10:00',
  expiryShard: '0',
  validUntil: '20:00',
};

test('an item is as large as its names and values', () => {
  expect(itemBytes({ name: 'é' })).toBe(6);
  expect(itemBytes({ n: 12_345 })).toBe(1 + 4);
  expect(itemBytes({ b: true, l: ['a', 'bc'], m: { k: 'v' } })).toBe(
    1 + 1 + 1 + (3 + 2 + 3) + 1 + (3 + 1 + 2),
  );
});

test.each([
  ['one that no index sees costs the table alone', { claim: 'c' }, 1],
  ['a key that moves costs its index twice', { nextPushAt: '11:00' }, 3],
  ['one that another index copies costs that index once', { validUntil: '21:00' }, 1 + 1 + 2],
  ['a phase costs the listing once', { phase: 'Failing' }, 2],
  ['a new entry costs once', { attentionShard: '0', attention: 'Failing#09:00' }, 2],
  ['every kilobyte of the item costs', { error: 'x'.repeat(2000) }, 3],
])('of writes, %s', async (_, change, units) => {
  expect(writeUnits(record, { ...record, ...change }, await readTableDefinition())).toBe(units);
});

test('an entry that is removed from an index costs once', async () => {
  const { expiryShard: _, ...gone } = record;
  expect(writeUnits(record, gone, await readTableDefinition())).toBe(2);
});

test('a read costs a unit for every 4 KB, each item separately', () => {
  expect(readUnits([record, { large: 'x'.repeat(4096) }])).toBe(3);
});
