import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { planIndexes, type TableIndex } from '../../../cli/deploy/planIndexes.ts';

const index = (IndexName: string, carries: string[] = ['name']): TableIndex => ({
  IndexName,
  KeySchema: [
    { AttributeName: `${IndexName}Shard`, KeyType: 'HASH' },
    { AttributeName: IndexName, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: carries },
});

const said = (actual: TableIndex[], wanted: TableIndex[]) =>
  planIndexes(actual, wanted).map(({ does }) => does);

describe('the steps to a version’s indexes', () => {
  test('are not needed if they are the same, in whatever order AWS answers', () => {
    const deployed = {
      ...index('due', ['validUntil', 'name']),
      KeySchema: index('due').KeySchema.toReversed(),
    };
    expect(
      said([deployed, index('expiry')], [index('expiry'), index('due', ['name', 'validUntil'])]),
    ).toEqual([]);
  });

  test('create before they delete, and create a changed one again', () => {
    const actual = [index('due', ['name', 'claim']), index('expiry'), index('failing')];
    const wanted = [
      index('due', ['name', 'validUntil']),
      index('expiry'),
      index('attention'),
      index('kubeconfigs'),
    ];
    expect(said(actual, wanted)).toEqual([
      'create the index attention',
      'create the index kubeconfigs',
      'delete the index due',
      'create the index due',
      'delete the index failing',
    ]);
  });

  test('change one index each, and end with the wanted ones, from any beginning', () => {
    const some = fc.uniqueArray(
      fc.record({
        IndexName: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        carries: fc.uniqueArray(fc.constantFrom('x', 'y')),
      }),
      { selector: ({ IndexName }) => IndexName },
    );
    fc.assert(
      fc.property(some, some, (before, after) => {
        const of = (list: typeof before) => list.map(({ IndexName, carries }) => index(IndexName, carries));
        const shown = (list: readonly TableIndex[]) =>
          new Set(
            list.map(({ IndexName, Projection }) =>
              [IndexName, ...(Projection.NonKeyAttributes ?? []).toSorted()].join(),
            ),
          );
        let now = shown(of(before));
        for (const { indexes } of planIndexes(of(before), of(after))) {
          const next = shown(indexes);
          const changes =
            [...now].filter((one) => !next.has(one)).length + [...next].filter((one) => !now.has(one)).length;
          expect(changes).toBe(1);
          now = next;
        }
        expect(now).toEqual(shown(of(after)));
      }),
    );
  });
});
