import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeDefaults } from '../../../../cli/fleetfile/parse/mergeDefaults.ts';
import type { Defaults, RawEntry } from '../../../../cli/fleetfile/parse/structure.ts';
import { spec } from '../../../support/fleetfile/arbitrary.ts';
import { runs } from '../../../support/fuzz.ts';

const merge = (defaults: object, entry: object) =>
  mergeDefaults(defaults as Defaults, { name: 'a', ...entry } as RawEntry, 0).fields;

const pull = {
  kind: 'imagePullSecret',
  secretName: 'pull',
  namespaces: { include: ['a', 'b'], exclude: ['c'] },
};

test.each([
  [
    'a field of the cluster wins',
    { site: 'east', refreshEveryMinutes: 60 },
    { site: 'west' },
    { site: 'west', refreshEveryMinutes: 60 },
  ],
  ['null removes a default', { site: 'east' }, { site: null }, {}],
  [
    'labels are merged by key',
    { labels: { a: '1', b: '1' } },
    { labels: { b: '2', c: '2' } },
    { labels: { a: '1', b: '2', c: '2' } },
  ],
  ['null removes a label', { labels: { a: '1', b: '1' } }, { labels: { b: null } }, { labels: { a: '1' } }],
  [
    'omit removes a label',
    { labels: { a: '1', b: '1' } },
    { omit: { labels: ['b'] } },
    { labels: { a: '1' } },
  ],
  [
    'an empty list of the cluster changes nothing',
    { registries: [{ name: 'main' }] },
    { registries: null },
    { registries: [{ name: 'main' }] },
  ],
  [
    'a registry is merged by its name, and its lists are replaced as a whole',
    { registries: [{ name: 'main', region: 'r', hosts: ['a', 'b'] }, { name: 'other' }] },
    { registries: [{ name: 'main', hosts: ['c'] }, { name: 'own' }] },
    { registries: [{ name: 'main', region: 'r', hosts: ['c'] }, { name: 'other' }, { name: 'own' }] },
  ],
  [
    'which namespaces a target chooses is one field',
    { targets: [{ name: 'p', ...pull }] },
    { targets: [{ name: 'p', namespaces: { include: ['z'] } }] },
    { targets: [{ name: 'p', ...pull, namespaces: { include: ['z'] } }] },
  ],
  [
    'labels and annotations of a target are merged by key',
    { targets: [{ name: 'p', kind: 'k', labels: { a: '1' }, annotations: { x: '1' } }] },
    { targets: [{ name: 'p', labels: { b: '2' } }] },
    { targets: [{ name: 'p', kind: 'k', labels: { a: '1', b: '2' }, annotations: { x: '1' } }] },
  ],
  [
    'an unnamed target is merged by its kind',
    { targets: [pull] },
    { targets: [{ kind: 'imagePullSecret', adopt: true }] },
    { targets: [{ name: 'image-pull-secret', ...pull, adopt: true }] },
  ],
  [
    'one of another kind replaces the default',
    { targets: [{ name: 'p', ...pull }] },
    { targets: [{ name: 'p', kind: 'globalPullSecret' }] },
    { targets: [{ name: 'p', kind: 'globalPullSecret' }] },
  ],
  [
    'omit leaves a default out, and the cluster may have its own of that name',
    {
      targets: [
        { name: 'p', ...pull },
        { name: 'q', kind: 'keys' },
      ],
    },
    { omit: { targets: ['p', 'q'] }, targets: [{ name: 'p', kind: 'imagePullSecret' }] },
    { targets: [{ name: 'p', kind: 'imagePullSecret' }] },
  ],
])('%s', (_, defaults, entry, expected) => {
  expect(merge(defaults, entry)).toEqual({ name: 'a', registries: [], targets: [], ...expected });
});

const fields = spec.map(({ paused: _, ...rest }) => rest);

test('a cluster that sets everything needs no defaults', () => {
  fc.assert(
    fc.property(fields, (entry) => {
      expect(merge({}, entry)).toEqual(merge(entry, entry));
    }),
    runs(500),
  );
});

test('a cluster that sets nothing is like the defaults, and removing all of them leaves nothing', () => {
  fc.assert(
    fc.property(fields, (defaults) => {
      const { name: _, ...merged } = merge(defaults, {});
      expect(merged).toEqual(merge(defaults, merged) && { ...merged });
      const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
      const omit = {
        registries: names(merged['registries']),
        targets: names(merged['targets']),
        labels: Object.keys(merged['labels'] as object),
      };
      expect(merge(defaults, { omit })).toMatchObject({ registries: [], targets: [], labels: {} });
    }),
    runs(500),
  );
});

test('merging changes neither side, and every field of the cluster is in the result', () => {
  fc.assert(
    fc.property(fields, fields, (defaults, entry) => {
      const before = JSON.stringify([defaults, entry]);
      const merged = merge(defaults, entry);
      expect(JSON.stringify([defaults, entry])).toBe(before);
      for (const field of ['site', 'refreshEveryMinutes', 'sweepEveryMinutes'])
        expect(merged[field]).toEqual(
          (entry as Record<string, unknown>)[field] ?? (defaults as Record<string, unknown>)[field],
        );
      expect(merged['labels']).toEqual({
        ...(defaults as { labels: object }).labels,
        ...(entry as { labels: object }).labels,
      });
      expect(merged['registries']).toEqual(
        expect.arrayContaining(
          (entry as { registries: object[] }).registries.map((each) => expect.objectContaining(each)),
        ),
      );
    }),
    runs(500),
  );
});
