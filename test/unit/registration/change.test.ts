import { expect, test } from '@jest/globals';
import { claimed, decideChange } from '../../../functions/registration/change/decideChange.ts';
import { describeChange } from '../../../functions/registration/change/describeChange.ts';
import {
  type ChangedField,
  changedFields,
  effectsOf,
} from '../../../functions/registration/change/effectsOf.ts';
import { retire } from '../../../functions/registration/change/retire.ts';
import type { ClusterRecord, ClusterStatus } from '../../../shared/clusters/record.ts';
import { type ClusterSpec, clusterSpec } from '../../../shared/clusters/spec.ts';
import { mergePatch } from '../../../shared/mergePatch.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');

const spec = (fields: object = {}): ClusterSpec =>
  clusterSpec.parse({
    name: 'a',
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [{ kind: 'imagePullSecret' }],
    ...fields,
  });

function record(status: Partial<ClusterStatus> = {}, fields: object = {}): ClusterRecord {
  return {
    name: 'a',
    spec: spec(fields),
    status: {
      phase: 'Healthy',
      consecutiveFailures: 0,
      namespaces: { ready: 1, failed: 0, skipped: 0 },
      nextPushAt: '2026-03-01T13:00:00.000Z',
      ...status,
    },
    kubeconfig: { version: 'v', server: 'https://api.example.com' },
    version: 3,
    createdAt: '2026-02-01T00:00:00.000Z',
    retired: [],
  };
}

function change(before: ClusterRecord, after: ClusterSpec) {
  const fields = changedFields(before, after, false);
  return {
    fields,
    ...decideChange(
      before,
      { spec: after, kubeconfig: before.kubeconfig, fields, effects: effectsOf(fields, after) },
      { now, claim: 'new' },
    ),
  };
}

test('a change of targets or registries is pushed under a new claim, due again in ten minutes', () => {
  const after = change(record(), spec({ targets: [{ kind: 'imagePullSecret', secretName: 'b' }] }));
  expect(after).toMatchObject({ fields: ['targets'], push: true, record: { version: 4, claim: 'new' } });
  expect(after.record.status.nextPushAt).toBe('2026-03-01T12:10:00.000Z');
});

test('a change of labels changes only the version', () => {
  const before = { ...record(), claim: 'old' };
  expect(change(before, spec({ labels: { a: 'b' } }))).toEqual({
    fields: ['labels'],
    push: false,
    record: { ...before, spec: spec({ labels: { a: 'b' } }), version: 4 },
  });
});

test('a shorter interval counts from now; a longer one, and one under way, wait for what is due', () => {
  expect(change(record(), spec({ refreshEveryMinutes: 15 })).record.status.nextPushAt).toBe(
    '2026-03-01T12:15:00.000Z',
  );
  expect(change(record(), spec({ refreshEveryMinutes: 300 })).record.status.nextPushAt).toBe(
    '2026-03-01T13:00:00.000Z',
  );
  const claimed = change({ ...record(), claim: 'old' }, spec({ refreshEveryMinutes: 15 }));
  expect(claimed.record).toMatchObject({ claim: 'old', status: { nextPushAt: '2026-03-01T13:00:00.000Z' } });
});

test('a shorter interval counts from now if sweeps come before the refresh, and if one is under way', () => {
  const swept = record({ nextPushAt: '2026-03-01T12:03:00.000Z', nextRefreshAt: '2026-03-01T17:00:00.000Z' });
  const to = (refreshEveryMinutes: number, before = swept) =>
    change(before, spec({ refreshEveryMinutes })).record.status;
  const times = { nextPushAt: '2026-03-01T12:03:00.000Z', nextRefreshAt: '2026-03-01T12:15:00.000Z' };
  expect(to(15)).toMatchObject(times);
  expect(to(15, { ...swept, claim: 'old' })).toMatchObject(times);
  expect(to(300)).toEqual(swept.status);
  expect(change(swept, spec({ sweepEveryMinutes: 1 })).record.status).toMatchObject({
    nextPushAt: '2026-03-01T12:01:00.000Z',
    nextRefreshAt: '2026-03-01T17:00:00.000Z',
  });
});

test('sweeps that are switched on, or made more frequent, count from now', () => {
  const next = (before: object, fields: object) =>
    change(record({}, before), spec(fields)).record.status.nextPushAt;
  expect(next({ sweepEveryMinutes: 0 }, {})).toBe('2026-03-01T12:05:00.000Z');
  expect(next({ sweepEveryMinutes: 30 }, { sweepEveryMinutes: 10 })).toBe('2026-03-01T12:10:00.000Z');
  expect(next({}, { sweepEveryMinutes: 0 })).toBe('2026-03-01T13:00:00.000Z');
  expect(next({}, { sweepEveryMinutes: 10, refreshEveryMinutes: 15 })).toBe('2026-03-01T12:10:00.000Z');
});

test('a paused cluster is not due, not under way, and not part of an alarm', () => {
  const failing = record({ failingSince: '2026-03-01T11:00:00.000Z', phase: 'Failing' });
  const { record: paused, push } = change({ ...failing, claim: 'old' }, spec({ paused: true }));
  expect(push).toBe(false);
  expect(paused.status.phase).toBe('Paused');
  for (const gone of ['claim', 'nextPushAt', 'failingSince'])
    expect({ ...paused, ...paused.status }).not.toHaveProperty(gone);
});

const error = { kind: 'timeout', message: 'm', remedy: 'r' } as const;

test.each<[string, Partial<ClusterStatus>, string]>([
  ['never pushed', {}, 'Pending'],
  ['pushed', { lastSuccessAt: '2026-03-01T11:00:00.000Z' }, 'Healthy'],
  ['partly failed', { error, lastSuccessAt: '2026-03-01T11:00:00.000Z' }, 'Degraded'],
  ['wholly failed', { error, namespaces: { ready: 0, failed: 1, skipped: 0 } }, 'Failing'],
])('a cluster that was %s resumes as that', (_, status, phase) => {
  const resumed = change(record({ ...status, phase: 'Paused' }, { paused: true }), spec());
  expect(resumed).toMatchObject({ push: true, record: { status: { phase } } });
});

test('a cluster that failed before it was paused fails since it was resumed: a pause does not count as failure', () => {
  const failing = record({ error, phase: 'Failing', failingSince: '2026-02-01T11:00:00.000Z' });
  const { record: paused } = change(failing, spec({ paused: true }));
  const { record: resumed } = change(paused, spec());
  expect(resumed.status.failingSince).toBe('2026-03-01T12:00:00.000Z');
  const healthy = change(record({ phase: 'Paused' }, { paused: true }), spec());
  expect(healthy.record.status).not.toHaveProperty('failingSince');
});

test('a dispatch keeps since when a cluster fails, and says so if the cluster was paused', () => {
  const since = '2026-03-01T11:00:00.000Z';
  expect(claimed(record({ error, failingSince: since }), 'new', now).status.failingSince).toBe(since);
  const leaving = record({ error, phase: 'Deregistering' }, { paused: true });
  expect(claimed(leaving, 'new', now).status.failingSince).toBe('2026-03-01T12:00:00.000Z');
});

test('a change while paused is stored, and not pushed', () => {
  const paused = record({ phase: 'Paused' }, { paused: true });
  const after = change(
    paused,
    spec({ paused: true, targets: [{ kind: 'imagePullSecret', secretName: 'b' }] }),
  );
  expect(after).toMatchObject({ push: false, record: { retired: [{ secretName: 'ecr-credentials' }] } });
});

test('a target is retired once, and only while no target writes its secret', () => {
  const [a, b] = ['a', 'b'].map(
    (secretName) => spec({ targets: [{ kind: 'imagePullSecret', secretName }] }).targets[0],
  );
  if (a === undefined || b === undefined) throw new Error('no targets');
  const before = { spec: spec({ targets: [a] }), retired: [a, b] };
  expect(retire(before, [a])).toEqual([b]);
  expect(retire(before, [b])).toEqual([a]);
  expect(retire(before, [])).toEqual([a, b]);
  const narrower = { ...a, namespaces: { include: ['x'] } };
  expect(retire({ spec: spec({ targets: [a] }), retired: [] }, [narrower])).toEqual([]);
});

test('a target is retired for a service account that it no longer names, until it is named again', () => {
  const [less, more] = [['builder'], ['builder', 'pipeline']].map(
    (serviceAccounts) => spec({ targets: [{ kind: 'imagePullSecret', serviceAccounts }] }).targets[0],
  );
  if (less === undefined || more === undefined) throw new Error('no targets');
  expect(retire({ spec: spec({ targets: [more] }), retired: [] }, [less])).toEqual([more]);
  expect(retire({ spec: spec({ targets: [less] }), retired: [more] }, [less])).toEqual([more]);
  expect(retire({ spec: spec({ targets: [less] }), retired: [more] }, [more])).toEqual([]);
  expect(retire({ spec: spec({ targets: [less] }), retired: [] }, [more])).toEqual([]);
});

test.each<[ChangedField[], boolean, string]>([
  [['paused'], true, 'paused'],
  [['paused'], false, 'resumed'],
  [['kubeconfig'], false, 'rotated'],
  [['context', 'kubeconfig'], false, 'rotated'],
  [['targets', 'kubeconfig'], false, 'changed'],
  [['labels'], false, 'changed'],
])('a change of %j (paused %s) is reported as %s', (fields, paused, type) => {
  expect(describeChange(fields, { paused }, { removes: [] }).type).toBe(type);
});

// https://www.rfc-editor.org/rfc/rfc7386#appendix-A
test.each<[unknown, unknown, unknown]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('merging %j with %j gives %j', (target, patch, merged) => {
  expect(mergePatch(target, patch)).toEqual(merged);
});
