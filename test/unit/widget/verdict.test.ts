import { describe, expect, test } from '@jest/globals';
import type { FleetView } from '../../../functions/widget/view.ts';
import { never } from '../../../shared/ends.ts';
import { clockAt } from '../../../shared/fleet/clock.ts';
import { type Level, type Verdict, verdict } from '../../../shared/fleet/verdict.ts';
import {
  aFailingRow,
  aNeverServedRow,
  aNewRow,
  anUncoveredRow,
  aRow,
  aView,
  endsAfter,
  inMinutes,
  now,
  someFleet,
} from '../../support/widget/views.ts';

const clock = clockAt(now);
const fine = [aRow('a'), aRow('b', { ends: endsAfter(700) })];
const endless = aRow('static', { ends: never });
const pending = aNewRow('new');
const neverServed = aNeverServedRow('c', 10);

const cases: readonly [string, FleetView, Level, Verdict['because'], string][] = [
  ['nothing is registered', aView([]), 'empty', 'nothingRegistered', 'No cluster is registered yet'],
  [
    'all are fresh',
    aView(fine),
    'safe',
    'safe',
    'Every cluster can pull until at least 21:14 UTC (in 10 h 50 min)',
  ],
  [
    'one waits for its first push',
    aView([...fine, pending]),
    'safe',
    'safe',
    'Every served cluster can pull until at least 21:14 UTC (in 10 h 50 min)',
  ],
  [
    'nothing that they hold ends',
    aView([endless]),
    'safe',
    'safe',
    'Every cluster can pull, with credentials that do not expire',
  ],
  [
    'a failing one holds what does not end',
    aView([aFailingRow('c', 10, { ends: never })]),
    'attention',
    'failing',
    '1 cluster could not be refreshed. Credentials already in clusters do not expire',
  ],
  [
    'one of them holds a token',
    aView([endless, ...fine]),
    'safe',
    'safe',
    'Every cluster can pull until at least 21:14 UTC (in 10 h 50 min)',
  ],
  [
    'a failing one has time left',
    aView([...fine, aFailingRow('c', 10, { ends: endsAfter(395) })]),
    'attention',
    'failing',
    '1 cluster could not be refreshed. Tokens already in clusters are valid until 16:59 UTC (in 6 h 35 min)',
  ],
  [
    'one never got a token',
    aView([...fine, neverServed]),
    'uncovered',
    'uncovered',
    'Pods may fail to pull now in 1 cluster: 12 of its namespaces have no known valid credential',
  ],
  [
    'there are namespaces without a token, whatever is left elsewhere',
    aView([...fine, anUncoveredRow('c', 10, 2), anUncoveredRow('d', 20, 1_500)]),
    'uncovered',
    'uncovered',
    'Pods may fail to pull now in 2 clusters: 1,502 of their namespaces have no known valid credential',
  ],
  [
    'nobody could find out where a cluster should be served',
    aView([
      ...fine,
      anUncoveredRow('c', 10, 0, { namespaces: { ready: 0, failed: 0, skipped: 0 }, ends: undefined }),
    ]),
    'uncovered',
    'uncovered',
    'Pods may fail to pull now in 1 cluster',
  ],
  [
    'only one is at risk',
    aView([...fine, aRow('c', { ends: endsAfter(70) })]),
    'risk',
    'atRisk',
    '1 cluster at risk: it stops pulling at 11:34 UTC (in 1 h 10 min)',
  ],
  [
    'several are at risk',
    aView([aRow('c', { ends: endsAfter(70) }), aRow('d', { ends: endsAfter(179) })]),
    'risk',
    'atRisk',
    '2 clusters at risk: the first stops pulling at 11:34 UTC (in 1 h 10 min)',
  ],
  [
    'one cannot pull',
    aView([...fine, aRow('c', { ends: endsAfter(-12) })]),
    'expired',
    'expired',
    '1 cluster has been unable to pull since 10:12 UTC (for 12 min)',
  ],
  [
    'several cannot pull, since yesterday',
    aView([aRow('c', { ends: endsAfter(-12) }), aRow('d', { ends: endsAfter(-1000) })]),
    'expired',
    'expired',
    '2 clusters cannot pull, the first since 9 Mar 17:44 UTC (for 16 h 40 min)',
  ],
  [
    'no tick has come for long',
    aView(fine, { oldestDueAt: inMinutes(-17) }),
    'attention',
    'late',
    'PullPass has stalled: a push is overdue by 17 min. Tokens already in clusters are valid until 21:14 UTC (in 10 h 50 min)',
  ],
  [
    'all are paused',
    aView([aRow('a', { phase: 'Paused' })]),
    'attention',
    'nothingServed',
    'No cluster is refreshed: all are paused or being deregistered',
  ],
  [
    'the first cluster waits for its first push',
    aView([pending]),
    'attention',
    'nothingServed',
    'No cluster is served yet: 1 cluster is waiting for its first push',
  ],
  [
    'no target chooses a namespace',
    aView([aRow('a', { ends: undefined })]),
    'attention',
    'nothingServed',
    'No cluster holds a token: no target chooses a namespace',
  ],
  [
    'not all failing clusters were looked at',
    { ...someFleet, neverServed: { count: 2, atLeast: true } },
    'attention',
    'neverServed',
    'At least 2 clusters have never been served. Tokens already in clusters are valid until 16:59 UTC (in 6 h 35 min)',
  ],
];

test.each(cases)('when %s', (_, view, level, because, headline) => {
  expect(verdict(view, clock)).toMatchObject({ level, because, headline });
});

/** `noted`: it never decides, because there is always a headline before it. */
const rules: Record<Verdict['because'], 'decides' | 'noted'> = {
  nothingRegistered: 'decides',
  expired: 'decides',
  uncovered: 'decides',
  atRisk: 'decides',
  late: 'decides',
  neverServed: 'decides',
  failing: 'decides',
  nothingServed: 'decides',
  safe: 'decides',
  pending: 'noted',
  paused: 'noted',
};

test('each rule that can decide does so in one of these', () => {
  const deciding = Object.entries(rules).filter(([, does]) => does === 'decides');
  expect([...new Set(cases.map(([, , , because]) => because))].sort()).toEqual(
    deciding.map(([rule]) => rule).sort(),
  );
});

test('what is worst has the headline, and the rest is noted in the order of its weight', () => {
  const view = aView(
    [
      aFailingRow('dead', 800, { ends: endsAfter(-12) }),
      aFailingRow('dying', 10, { ends: endsAfter(70) }),
      neverServed,
      pending,
      aRow('idle', { phase: 'Paused' }),
    ],
    { oldestDueAt: inMinutes(-17) },
  );
  expect(verdict(view, clock)).toMatchObject({
    because: 'expired',
    notes: [
      'Pods may fail to pull now in 1 cluster: 12 of its namespaces have no known valid credential.',
      '1 more cluster has under 3 h of token life left.',
      'PullPass has stalled: a push is overdue by 17 min. Check the function refresh and its schedule.',
      '1 cluster has never been served.',
      '3 clusters could not be refreshed, 1 for over 30 min.',
      '1 cluster is waiting for its first push.',
      '1 cluster is paused: its token is not renewed.',
    ],
  });
});

describe('time alone makes it worse', () => {
  // The summary is read again each time; here only the clock moves, as on a page that was left open too long.
  const at = (minutes: number) => {
    const counted = aView([aRow('a', { ends: endsAfter(650) })]);
    const left = 650 - minutes;
    const summary = {
      ...counted.summary,
      tokensAtRisk: Number(left < 180),
      tokensExpired: Number(left <= 0),
    };
    return verdict({ ...counted, summary }, clockAt(now + minutes * 60_000)).level;
  };

  test.each([
    [0, 'safe'],
    [470, 'safe'],
    [471, 'risk'],
    [649, 'risk'],
    [650, 'expired'],
  ] as const)('after %i minutes with no push it is %s', (minutes, level) => {
    expect(at(minutes)).toBe(level);
  });
});

test('a push that is due for less than five minutes is not a standstill', () => {
  expect(verdict({ ...aView(fine), oldestDueAt: inMinutes(-4.9) }, clock).because).toBe('safe');
  expect(verdict({ ...aView(fine), oldestDueAt: inMinutes(-5) }, clock).because).toBe('late');
});

test('numbers are readable', () => {
  const view = aView([aRow('a', { ends: endsAfter(-5) })]);
  const many = { ...view, summary: { ...view.summary, tokensExpired: 9_876 } };
  expect(verdict(many, clock).headline).toMatch(/^9,876 clusters cannot pull, the first since/);
});
