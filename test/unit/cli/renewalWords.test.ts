import { describe, expect, test } from '@jest/globals';
import { registrationOf } from '../../../cli/register/registrationOf.ts';
import { statusLines } from '../../../cli/status/statusLines.ts';
import { fleetTable } from '../../../cli/terminal/table.ts';
import { clockAt } from '../../../shared/fleet/clock.ts';
import { renewalWords } from '../../../shared/fleet/cluster/lifeWords.ts';
import { aCluster, now } from '../start/cluster.ts';

const server = 'https://192.0.2.1';
const expiresAt = '2026-01-31T00:00:00.000Z';
const renewsAt = '2026-01-16T00:00:00.000Z';
const renewing = (kubeconfig: object = {}, status: object = {}) => ({
  ...aCluster('prod', {
    kubeconfig: { server, expiresAt, renewsAt, renews: true, ...kubeconfig },
    ...status,
  }),
  renew: true,
});
const words = (cluster: Parameters<typeof renewalWords>[0]) => renewalWords(cluster, clockAt(now));

describe('the words for a credential', () => {
  test('say when it renews itself next, or since when that is due', () => {
    expect(words(renewing())).toEqual(['PullPass renews it: next at 16 Jan 00:00 UTC (in 15 d).']);
    expect(words(renewing({ renewsAt: '2025-12-31T23:00:00.000Z' }))).toEqual([
      'PullPass renews it: due since 31 Dec 2025 23:00 UTC.',
    ]);
    expect(words(renewing({ renewsAt: undefined }))).toEqual(['PullPass renews it.']);
  });

  test('say that it should, but does not', () => {
    expect(words(renewing({ renews: false }))).toEqual([
      'PullPass should renew it, but the last renewal failed: the problems say why.',
    ]);
    expect(words(renewing({ renews: false }, { phase: 'Paused' }))).toEqual([
      'PullPass does not renew it while the cluster is Paused.',
    ]);
  });

  test('say that somebody has to replace it, if it expires', () => {
    const by = (kubeconfig: object) =>
      words(aCluster('prod', { kubeconfig: { server, renews: false, ...kubeconfig } }));
    expect(by({ expiresAt })).toEqual([
      'It is not renewed: replace it with pullpass rotate prod before it expires.',
    ]);
    expect(by({})).toEqual([]);
  });
});

test('a list has it if the terminal is wide enough', () => {
  const clusters = [
    renewing(),
    aCluster('by-hand', { kubeconfig: { server, renews: false, expiresAt } }),
    aCluster('endless'),
  ];
  const ends = (width: number) =>
    fleetTable(clusters, { now, width, colour: false, brief: true }).map((line) =>
      line.split(/ {2,}/).at(-1),
    );
  expect(ends(100)).toEqual(['CREDENTIAL', 'renews', '30 d', '–']);
  expect(ends(99)[0]).toBe('LAST PUSH');
});

test('for one that expires soon, status says that it did not renew itself, and where to see why', () => {
  const stuck = renewing({ renews: false });
  const fleet = {
    verdict: { level: 'safe', headline: 'So it is', notes: [] },
    registered: 2,
    phases: { Healthy: 2 },
    limits: { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 40 },
  } as unknown as Parameters<typeof statusLines>[0]['fleet'];
  const byHand = aCluster('by-hand', { kubeconfig: { server, renews: false, expiresAt } });
  const lines = statusLines(
    { fleet, trouble: [], kubeconfigs: [stuck, byHand] },
    { now, width: 100, colour: false },
  );
  expect(lines).toContain(
    '  prod expires at 31 Jan 00:00 UTC (in 30 d), and was not renewed: pullpass get prod says why',
  );
  expect(lines).toContain('  by-hand expires at 31 Jan 00:00 UTC (in 30 d)');
});

test('register --renew asks for it', () => {
  const given = { registry: ['123456789012/eu-west-1'], namespaces: ['payments'], preflight: true };
  const options = { ...given, output: 'table' as const, timeout: 60 } as unknown as Parameters<
    typeof registrationOf
  >[2];
  expect(registrationOf('prod', 'text', { ...options, renew: true })).toMatchObject({ renew: true });
  expect(registrationOf('prod', 'text', options)).not.toHaveProperty('renew');
});
