import { describe, expect, test } from '@jest/globals';
import type { Cluster, Filter, Fleet } from '../../../cli/api/client.ts';
import { notHealthy } from '../../../cli/status/notHealthy.ts';
import { readStatus } from '../../../cli/status/readStatus.ts';
import { statusLines } from '../../../cli/status/statusLines.ts';
import { aCluster, denied, met, now } from '../start/cluster.ts';

const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };
const none = { Pending: 0, Healthy: 0, Degraded: 0, Failing: 0, Paused: 0, Deregistering: 0 };
const aFleet = (phases: Partial<Fleet['phases']>, numbers: Partial<Fleet> = {}): Fleet => ({
  verdict: { level: 'safe', headline: 'Every cluster can pull', notes: [] },
  registered: 0,
  phases: { ...none, ...phases },
  tokensAtRisk: 0,
  tokensExpired: 0,
  clustersUncovered: 0,
  namespacesUncovered: 0,
  failing: 0,
  failingLong: 0,
  kubeconfigsExpiring: 0,
  limits,
  ...numbers,
});

const failing = (name: string, validUntil = '2026-01-01T11:00:00.000Z') =>
  aCluster(name, { phase: 'Failing', validUntil, problems: [met(denied)], consecutiveFailures: 1 });

async function read(fleet: Fleet, clusters: readonly Cluster[]) {
  const asked: Filter[] = [];
  const client = {
    fleet: async () => fleet,
    async list(filter: Filter = {}) {
      asked.push(filter);
      return clusters.filter(({ status }) => filter.phases?.includes(status.phase));
    },
  };
  const { trouble, kubeconfigs } = await readStatus(client, () => now);
  const names = (some: readonly Cluster[]) => some.map(({ name }) => name);
  return { asked, trouble: names(trouble), kubeconfigs: names(kubeconfigs) };
}

describe('what is requested', () => {
  test('for a healthy fleet: only its verdict', async () => {
    const clusters = Array.from({ length: 1_000 }, (_, index) => aCluster(`c-${index}`));
    expect(await read(aFleet({ Healthy: 1_000, Paused: 3 }), clusters)).toEqual({
      asked: [],
      trouble: [],
      kubeconfigs: [],
    });
  });

  test('clusters in phases of trouble, in one list', async () => {
    const { asked, trouble } = await read(aFleet({ Healthy: 1, Failing: 1, Pending: 1 }), [
      aCluster('well'),
      failing('bad'),
      aCluster('new', { phase: 'Pending' }),
    ]);
    expect(asked).toEqual([{ phases: ['Failing', 'Pending'] }]);
    expect(trouble).toEqual(['bad', 'new']);
  });

  test('Healthy ones too, if more are at risk than those explain', async () => {
    const fleet = aFleet({ Healthy: 2, Failing: 1 }, { tokensAtRisk: 2 });
    const { asked, trouble } = await read(fleet, [
      aCluster('well'),
      aCluster('late', { validUntil: '2026-01-01T01:00:00.000Z' }),
      failing('bad', '2026-01-01T00:30:00.000Z'),
    ]);
    expect(asked).toEqual([{ phases: ['Failing'] }, { phases: ['Healthy'] }]);
    expect(trouble).toEqual(['bad', 'late']);
  });

  test('and if one of their kubeconfigs that does not renew itself expires soon', async () => {
    const ends = (name: string, expiresAt: string, renews = false) =>
      aCluster(name, { kubeconfig: { server: 'https://192.0.2.1', expiresAt, renews } });
    const { kubeconfigs } = await read(aFleet({ Healthy: 4 }, { kubeconfigsExpiring: 2 }), [
      ends('second', '2026-01-09T00:00:00.000Z'),
      ends('first', '2026-01-02T00:00:00.000Z'),
      ends('renewing', '2026-01-02T00:00:00.000Z', true),
      ends('later', '2026-06-01T00:00:00.000Z'),
    ]);
    expect(kubeconfigs).toEqual(['first', 'second']);
  });
});

describe('--check', () => {
  const because = (phases: Partial<Fleet['phases']>, level: Fleet['verdict']['level'] = 'safe') =>
    notHealthy(aFleet(phases, { verdict: { level, headline: 'So it is', notes: [] } }));

  test.each([[{ Healthy: 3 }], [{ Healthy: 3, Paused: 2 }], [{ Healthy: 3, Deregistering: 1 }]])(
    '%j is Healthy',
    (phases) => {
      expect(because(phases)).toBeUndefined();
    },
  );

  test.each([
    [{ Healthy: 3, Failing: 1 }, 'attention', 'Not every cluster is Healthy: 1 cluster is Failing.'],
    [{ Healthy: 3, Degraded: 2 }, 'safe', 'Not every cluster is Healthy: 2 clusters are Degraded.'],
    [{ Healthy: 3, Pending: 1 }, 'safe', 'Not every cluster is Healthy: 1 cluster is Pending.'],
    [{ Healthy: 3 }, 'risk', 'Not Healthy: So it is.'],
    [{ Healthy: 3, Deregistering: 1 }, 'attention', 'Not Healthy: So it is.'],
    [{ Paused: 3 }, 'attention', 'Not Healthy: So it is.'],
    [{}, 'empty', 'Not Healthy: So it is.'],
  ] as const)('%j, %s, is not', (phases, level, said) => {
    expect(because(phases, level)).toBe(said);
  });
});

test.each([1, 4, 8, 24])('in %i lines the verdict stays, and nothing is longer', (height) => {
  const trouble = Array.from({ length: 30 }, (_, index) => failing(`bad-${index}`));
  const fleet = aFleet({ Failing: 30 }, { registered: 30 });
  const lines = statusLines({ fleet, trouble, kubeconfigs: [] }, { now, width: 80, colour: false, height });
  expect(lines.length).toBeLessThanOrEqual(Math.max(2, height));
  expect(lines[0]).toBe('✓ Safe: Every cluster can pull');
});

test('of very many in trouble only the worst have their causes', () => {
  const trouble = Array.from({ length: 300 }, (_, index) => failing(`bad-${index}`));
  const fleet = aFleet({ Failing: 300 }, { registered: 300 });
  const lines = statusLines({ fleet, trouble, kubeconfigs: [] }, { now, width: 80, colour: false });
  expect(lines).toContain('… and 280 clusters more in trouble');
});

test('without room for the causes of the worst cluster, it is named all the same', () => {
  const trouble = [1, 2, 3, 4].map((index) => failing(`bad-${index}`));
  const fleet = aFleet({ Failing: 4 }, { registered: 4 });
  const shown = { now, width: 80, colour: false, height: 11 };
  expect(statusLines({ fleet, trouble, kubeconfigs: [] }, shown)).toEqual([
    '✓ Safe: Every cluster can pull',
    '',
    '✗ bad-1 Failing. 11 h left, until 11:00 UTC',
    '  forbidden: PATCH secrets/ecr-credentials in payments answered 403',
    '  → Grant the verb patch on secrets to the identity in the kubeconfig.',
    '',
    '✗ bad-2 Failing. 11 h left, until 11:00 UTC',
    '',
    '… and 2 clusters more in trouble',
    '',
    '4 clusters: ✗ 4 Failing',
  ]);
});
