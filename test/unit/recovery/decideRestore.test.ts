import { describe, expect, test } from '@jest/globals';
import { decideRestore, type Facts } from '../../../cli/recovery/restore/decideRestore.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';

const now = '2026-03-01T12:00:00.000Z';
const spec = clusterSpec.parse({
  name: 'prod-eu-1',
  registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
  targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
});
const backup: ClusterRecord = {
  name: 'prod-eu-1',
  spec,
  status: {
    phase: 'Healthy',
    ends: Date.parse('2026-03-01T20:00:00.000Z'),
    nextPushAt: '2026-03-01T09:00:00.000Z',
    consecutiveFailures: 0,
    namespaces: { ready: 1, failed: 0, skipped: 0 },
  },
  kubeconfig: {
    version: 'v1',
    server: 'https://api.example.com:6443',
    identity: 'system:serviceaccount:pullpass:pullpass',
    expiresAt: '2026-06-01T00:00:00.000Z',
  },
  version: 3,
  createdAt: '2026-02-01T00:00:00.000Z',
  retired: [],
  claim: '0d3c35ee-26a8-4b3c-a4d8-1a4d1b2c9d10',
};
const facts: Facts = {
  live: undefined,
  stored: { versions: new Set(['v1']), current: 'v1' },
  deregisteredAt: undefined,
  now,
};

describe('a cluster of the backup', () => {
  test('that is lost is brought back, due at once, with no dispatch under way', () => {
    const verdict = decideRestore(backup, facts);
    const { claim: _, ...unclaimed } = backup;
    expect(verdict).toEqual({
      act: 'restore',
      record: { ...unclaimed, status: { ...backup.status, nextPushAt: now } },
    });
    expect(verdict).not.toHaveProperty('record.claim');
  });

  test('that was paused comes back paused, and is not due', () => {
    const { nextPushAt: _, ...status } = backup.status;
    const paused = {
      ...backup,
      spec: { ...spec, paused: true },
      status: { ...status, phase: 'Paused' as const },
    };
    expect(decideRestore(paused, facts)).toMatchObject({
      act: 'restore',
      record: { status: { phase: 'Paused' } },
    });
    expect(decideRestore(paused, facts)).not.toHaveProperty('record.status.nextPushAt');
  });

  test('that is registered now is left, and the answer says whether it was changed since', () => {
    expect(decideRestore(backup, { ...facts, live: backup })).toEqual({
      act: 'leave',
      because: 'it is registered, as it was then',
    });
    const live = { ...backup, spec: { ...spec, refreshEveryMinutes: 30 } };
    expect(decideRestore(backup, { ...facts, live })).toMatchObject({ act: 'leave', changed: true });
  });

  test('that was deregistered after it was registered stays away', () => {
    expect(decideRestore(backup, { ...facts, deregisteredAt: '2026-03-01T10:00:00.000Z' })).toEqual({
      act: 'leave',
      because: 'it was deregistered since',
    });
    const before = { ...facts, deregisteredAt: '2026-01-15T00:00:00.000Z' };
    expect(decideRestore(backup, before)).toMatchObject({ act: 'restore' });
  });

  test('that was being deregistered is brought back only while there is something left to do', () => {
    const leaving = { ...backup, status: { ...backup.status, phase: 'Deregistering' as const } };
    expect(decideRestore(leaving, facts)).toMatchObject({ act: 'restore' });
    expect(decideRestore(leaving, { ...facts, stored: undefined })).toMatchObject({ act: 'leave' });
  });

  test('whose kubeconfig was rotated since gets the new one, and shows nothing of the old one', () => {
    const stored = { versions: new Set(['v2', 'v3']), current: 'v3' };
    expect(decideRestore(backup, { ...facts, stored })).toMatchObject({
      act: 'restore',
      record: { kubeconfig: { version: 'v3', server: 'https://api.example.com:6443' } },
      remark: expect.stringContaining('given since'),
    });
    expect(decideRestore(backup, { ...facts, stored })).not.toHaveProperty('record.kubeconfig.expiresAt');
  });

  test('whose kubeconfig is gone comes back all the same, with what to do', () => {
    for (const stored of [undefined, { versions: new Set<string>(), current: undefined }])
      expect(decideRestore(backup, { ...facts, stored })).toMatchObject({
        act: 'restore',
        record: { kubeconfig: { version: 'v1' } },
        remark: expect.stringContaining('send it again'),
      });
  });
});
