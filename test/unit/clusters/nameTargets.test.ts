import { expect, test } from '@jest/globals';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { fromItem, toItem } from '../../../shared/clusters/store/item.ts';
import { nameTargets } from '../../../shared/targets/nameTargets.ts';
import type { Target } from '../../../shared/targets/schema.ts';

const pull = (secretName: string, name?: string): Target =>
  ({
    kind: 'imagePullSecret',
    secretName,
    namespaces: {},
    serviceAccounts: [],
    adopt: false,
    name,
  }) as Target;
const names = (targets: readonly Target[]) => nameTargets(targets).map(({ name }) => name);

test('a target is named after its kind, and further ones of a kind are numbered in order', () => {
  const global: Target = { kind: 'globalPullSecret', everyHours: 5 };
  expect(names([pull('a'), global, pull('b'), pull('c')])).toEqual([
    'image-pull-secret',
    'global-pull-secret',
    'image-pull-secret-2',
    'image-pull-secret-3',
  ]);
});

test('a default name differs from every chosen name in the list', () => {
  expect(names([pull('a'), pull('b', 'image-pull-secret'), pull('c', 'apps')])).toEqual([
    'image-pull-secret-2',
    'image-pull-secret',
    'apps',
  ]);
});

const registries = [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }];

test('two targets of one name are refused', () => {
  const targets = ['a', 'b'].map((secretName) => ({ kind: 'imagePullSecret', name: 'apps', secretName }));
  const { error } = clusterSpec.safeParse({ name: 'x', registries, targets });
  expect(error?.issues).toMatchObject([
    { path: ['targets', 1, 'name'], message: 'there is another target named "apps"' },
  ]);
});

function record(targets: Target[]): ClusterRecord {
  const status = {
    phase: 'Pending' as const,
    consecutiveFailures: 0,
    namespaces: { ready: 0, failed: 0, skipped: 0 },
  };
  return {
    name: 'x',
    spec: { ...clusterSpec.parse({ name: 'x', registries, targets }), targets: nameTargets(targets) },
    status,
    kubeconfig: { version: 'v', server: 'https://a' },
    version: 3,
    createdAt: '2026-01-01T00:00:00.000Z',
    retired: [],
  };
}
const read = (item: Record<string, unknown>) => fromItem(item).spec.targets.map(({ name }) => name);

test('older records are named like requests; the version before finds no name in what is stored', () => {
  const item = toItem(record([pull('a'), pull('b')]));
  expect(JSON.stringify(item)).not.toContain('image-pull-secret-2');
  expect(read(item)).toEqual(['image-pull-secret', 'image-pull-secret-2']);
});

test('chosen names are stored beside the targets, until the version before changes these', () => {
  const item = toItem(record([pull('a', 'apps'), pull('b')]));
  expect(JSON.stringify(item['spec'])).not.toContain('apps');
  expect(read(item)).toEqual(['apps', 'image-pull-secret']);
  expect(read({ ...item, version: 4 })).toEqual(['image-pull-secret', 'image-pull-secret-2']);
});
