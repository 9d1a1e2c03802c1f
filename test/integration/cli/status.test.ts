import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { fleetFragment } from '../../../functions/widget/fleet.ts';
import { hrefLinks } from '../../../functions/widget/render/hrefLinks.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { aRecord, failingFor, store } from '../../support/widget/store.ts';
import { endsAfter, inMinutes, limits, now } from '../../support/widget/views.ts';
import { type Api, startApi } from '../registration/anApi.ts';

const closed = {
  kind: 'unreachable',
  message: 'The proxy said \u001b[2Jnothing\u202e',
  remedy: 'Open it.',
} as const;
const troubled: readonly ClusterRecord[] = [
  aRecord('well', { status: { ends: endsAfter(500) }, kubeconfigEnds: inMinutes(3 * 24 * 60) }),
  aRecord('well-2', { status: { ends: endsAfter(500) } }),
  aRecord('late', { status: { ends: endsAfter(100) } }),
  aRecord('failing', { status: failingFor(40, endsAfter(400)) }),
  aRecord('refused', { status: failingFor(50) }),
  aRecord('dead', { status: failingFor(900, endsAfter(-5)) }),
  aRecord('partly', {
    status: {
      ...failingFor(20, endsAfter(600)),
      phase: 'Degraded',
      namespaces: { ready: 4, failed: 2, skipped: 0, uncovered: 2 },
      uncoveredSince: inMinutes(-20),
      error: closed,
      problems: [{ ...closed, namespaces: ['a', 'b'], count: 2, uncovered: 2 }],
    },
  }),
  aRecord('fresh', { status: { phase: 'Pending' } }),
  aRecord('asleep', { status: { phase: 'Paused', ends: endsAfter(-10) } }),
  aRecord('leaving', { status: { phase: 'Deregistering' } }),
  aRecord('stuck', { status: { ...failingFor(200), phase: 'Deregistering' } }),
];
const fine: readonly ClusterRecord[] = [
  aRecord('one', { status: { ends: endsAfter(500) } }),
  aRecord('two', { status: { ends: endsAfter(600) } }),
];

const started: Api[] = [];
async function fleetOf(records: readonly ClusterRecord[]): Promise<Api> {
  const api = await startApi({ world: () => ({ now: () => now }) });
  started.push(api);
  await store(api.table, records);
  api.aws.calls.reset();
  return api;
}
afterAll(() => Promise.all(started.map((api) => api.stop())));

const run = (api: Api, line: string, options: CliOptions = {}) =>
  runCli([...line.split(' '), '--api', api.url], { now: () => now, ...options });

describe('a fleet in trouble', () => {
  let api: Api;
  beforeAll(async () => {
    api = await fleetOf(troubled);
  });
  const pullpass = (line: string, options?: CliOptions) => run(api, line, options);

  test('the verdict first, then what is in trouble, worst first, with cause and remedy, then the counts', async () => {
    const { code, stdout } = await pullpass('status');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('✗ Expired: 1 cluster has been unable to pull since 10:19 UTC (for 5 min)');
    expect(lines.filter((line) => /^\S [a-z]/.test(line))).toEqual([
      '✗ dead Failing. Expired 5 min ago: unable to pull since 10:19 UTC',
      '✗ refused Failing. Never served',
      '! partly Degraded. 10 h left, until 20:24 UTC',
      '! late Healthy. ▲ At risk: 1 h 40 min left, until 12:04 UTC',
      '✗ failing Failing. 6 h 40 min left, until 17:04 UTC',
      '− stuck Deregistering. Never served',
      '… fresh Pending. No token yet: waiting for its first push',
    ]);
    expect(stdout).toContain('! late Healthy. ▲ At risk: 1 h 40 min left, until 12:04 UTC\n');
    expect(stdout).toContain('  In a, b. None of them has a known valid credential.\n  → Open it.\n');
    expect(stdout).toContain(
      'Kubeconfigs that expire within 14 days\n  well expires at 13 Mar 10:24 UTC (in 3 d)\n',
    );
    expect(stdout).toMatch(
      /\n\n11 clusters: … 1 Pending, ✓ 3 Healthy, ! 1 Degraded, ✗ 3 Failing, ‖ 1 Paused, − 2 Deregistering\n$/,
    );
    expect(stdout).not.toContain('well-2');
  });

  test('the verdict is the fleet page’s, word for word', async () => {
    const { verdict } = (await api.send('GET', '/fleet')).body;
    const world = { ...api.world, limits, place: 'here' };
    const dress = { theme: 'auto', links: hrefLinks('/fleet') } as const;
    const { title, html } = await fleetFragment({ search: '' }, dress, world);
    expect(title).toBe(`✗ Expired: ${verdict.headline}`);
    expect(verdict.level).toBe('expired');
    expect(verdict.notes.length).toBeGreaterThan(2);
    for (const note of verdict.notes) expect(html).toContain(`<li>${note}</li>`);
  });

  test.each([80, 40])(
    'it fits a terminal of %i columns, and foreign text cannot control it',
    async (terminal) => {
      const { stdout, stderr } = await pullpass('status', { terminal });
      for (const line of (stdout + stderr).split(/[\r\n]/))
        expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(terminal);
      expect(stdout).not.toContain('\u001b[2J');
      expect(stdout).not.toContain('\u202e');
      expect(stdout.replace(/\s+/g, ' ')).toContain('The proxy said ·[2Jnothing·');
      expect(stderr.replace(/\s+/g, ' ')).toContain(`The worst, whole: pullpass get dead --api ${api.url}`);
    },
  );

  test('for scripts: the numbers, the verdict and the clusters as in the API', async () => {
    const { stdout, stderr } = await pullpass('status -o json');
    const { trouble, kubeconfigs, ...fleet } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(fleet).toEqual((await api.send('GET', '/fleet')).body);
    expect(trouble[0]).toEqual((await api.send('GET', '/clusters?phase=Failing')).body.items[0]);
    expect(kubeconfigs).toEqual([
      expect.objectContaining({ name: 'well', expiresAt: inMinutes(3 * 24 * 60) }),
    ]);
    expect((await pullpass('status -o name')).stdout).toBe(
      'dead\nrefused\npartly\nlate\nfailing\nstuck\nfresh\n',
    );
    expect((await pullpass('status -o yaml')).stdout).toMatch(/^verdict:\n {2}level: expired\n/);
  });

  test('--check exits with 3, and says why beside the data', async () => {
    const { code, stderr } = await pullpass('status --check');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'Not every cluster is Healthy: 3 clusters are Failing, 1 cluster is Degraded, 1 cluster is Pending.\n',
    });
  });

  test('--watch is for people', async () => {
    const { code, stderr } = await pullpass('status --watch -o json');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--watch prints lines for people, and not json.\n→ Leave one of the two out.\n',
    });
  });

  test.each(['0', 'x', '99999'])('--every %s is refused', async (every) => {
    const { code, stderr } = await pullpass(`status --watch --every ${every}`);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected a number of seconds from 1 to 3600.');
  });
});

describe('a healthy fleet', () => {
  let api: Api;
  beforeAll(async () => {
    api = await fleetOf(fine);
  });

  test('takes four lines, and --check exits with 0', async () => {
    const { code, stdout, stderr } = await run(api, 'status --check');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      '✓ Safe: Every cluster can pull until at least 18:44 UTC (in 8 h 20 min)\n\n2 clusters: ✓ 2 Healthy\n',
    );
  });

  test('is watched until Ctrl-C, which ends it with 0', async () => {
    const ctrlC = new AbortController();
    const running = run(api, 'status --watch', {
      terminal: 80,
      signal: ctrlC.signal,
      written: (text) => {
        if (text.includes('Ctrl-C ends.')) ctrlC.abort('SIGINT');
      },
    });
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect(stripVTControlCharacters(stdout)).toBe(
      '✓ Safe: Every cluster can pull until at least 18:44 UTC (in 8 h 20 min)\n\n2 clusters: ✓ 2 Healthy\n\nAs of 10:24:00 UTC. Ctrl-C ends.\n',
    );
  });

  test('with --check it is watched no longer than necessary', async () => {
    const { code, stdout } = await run(api, 'status --watch --check');
    expect(code).toBe(0);
    expect(stdout).toBe(
      '2026-03-10T10:24:00.000Z ✓ Safe: Every cluster can pull until at least 18:44 UTC (in 8 h 20 min).\n',
    );
  });
});

test('when a fleet is watched off a terminal, each change is one line', async () => {
  const api = await fleetOf(fine);
  const ctrlC = new AbortController();
  const seen: string[] = [];
  let stored: Promise<void> = Promise.resolve();
  const { code } = await run(api, 'status --watch --every 1', {
    signal: ctrlC.signal,
    // No look sees half of a change.
    sleep: () => stored,
    written(text) {
      seen.push(...text.split('\n').filter(Boolean));
      if (seen.length === 1)
        stored = store(api.table, [aRecord('two', { status: failingFor(5, endsAfter(400)) })]);
      if (seen.length === 3) stored = store(api.table, fine);
      if (seen.length === 5) ctrlC.abort('SIGINT');
    },
  });
  expect(code).toBe(0);
  expect(seen.map((line) => line.replace('2026-03-10T10:24:00.000Z ', ''))).toEqual([
    '✓ Safe: Every cluster can pull until at least 18:44 UTC (in 8 h 20 min).',
    '! Attention: 1 cluster could not be refreshed. Tokens already in clusters are valid until 17:04 UTC (in 6 h 40 min).',
    expect.stringMatching(/^two ✗ Failing, valid for 6 h 40 m, namespaces 0\/1, forbidden: .* → Grant/),
    '✓ Safe: Every cluster can pull until at least 18:44 UTC (in 8 h 20 min).',
    'two is out of trouble',
  ]);
});

test('an empty fleet is not Healthy, and says what to type', async () => {
  const api = await fleetOf([]);
  const { code, stdout, stderr } = await run(api, 'status --check', { terminal: 80 });
  expect(code).toBe(3);
  expect(stripVTControlCharacters(stdout)).toBe('○ Empty: No cluster is registered yet\n\n0 clusters\n');
  expect(stderr).toContain('Register one: pullpass register --help');
  expect(stderr).toContain('Not Healthy: No cluster is registered yet.');
});

test('if only Healthy clusters are at risk, they are read too', async () => {
  const api = await fleetOf([...fine, aRecord('late', { status: { ends: endsAfter(20) } })]);
  const { stdout, code } = await run(api, 'status --check');
  expect(stdout).toContain('▲ At risk: 1 cluster at risk: it stops pulling at 10:44 UTC (in 20 min)');
  expect(stdout).toContain('! late Healthy. ▲ At risk: 20 min left, until 10:44 UTC');
  expect(code).toBe(3);
});
