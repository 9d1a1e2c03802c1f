import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { changes } from '../../../cli/terminal/changes.ts';
import { fleetTable } from '../../../cli/terminal/table.ts';
import { aCluster, denied, met, now } from './cluster.ts';

const plain = { now, colour: false };
const fleet = [
  aCluster('prod-eu-1'),
  aCluster('prod-us-1', {
    phase: 'Degraded',
    namespaces: { chosen: 12, ready: 11, failed: 1, skipped: 0, uncovered: 0 },
    problems: [met(denied)],
  }),
];

describe('the fleet table', () => {
  test('at 80 columns a cluster takes a line, and trouble is under it with its remedy', () => {
    expect(fleetTable(fleet, { ...plain, width: 80 })).toEqual([
      'CLUSTER    PHASE       VALID FOR  NAMESPACES  LAST PUSH',
      'prod-eu-1  ✓ Healthy   11 h 59 m  12/12       42 s ago',
      'prod-us-1  ! Degraded  11 h 59 m  11/12       42 s ago',
      '  forbidden: PATCH secrets/ecr-credentials in payments answered 403',
      '  → Grant the verb patch on secrets to the identity in the kubeconfig.',
    ]);
  });

  test('what does not expire is valid forever', () => {
    const { validUntil: _, ...status } = aCluster('quay').status;
    const endless = { ...aCluster('quay'), status: { ...status, endless: true as const } };
    expect(fleetTable([endless], { ...plain, width: 80 })[1]).toBe(
      'quay     ✓ Healthy  ever       12/12       42 s ago',
    );
    const [line] = changes([], [endless], now);
    expect(line).toContain('quay ✓ Healthy, valid forever, namespaces 12/12');
  });

  test('at 40 columns a cluster takes two', () => {
    expect(fleetTable(fleet, { ...plain, width: 40 })).toEqual([
      '✓ Healthy prod-eu-1',
      '  11 h 59 m · 12/12 ns · 42 s ago',
      '! Degraded prod-us-1',
      '  11 h 59 m · 11/12 ns · 42 s ago',
      '  forbidden: PATCH',
      '  secrets/ecr-credentials in payments',
      '  answered 403',
      '  → Grant the verb patch on secrets to',
      '  the identity in the kubeconfig.',
    ]);
  });

  test.each([10, 20, 40, 63, 64, 80, 200])(
    'no line is longer than %d columns, whatever the names',
    (width) => {
      const long = aCluster('x'.repeat(63), {
        phase: 'Deregistering',
        problems: [met({ ...denied, message: `${'y'.repeat(300)} 日本語のエラー ${'é'.repeat(90)}` })],
      });
      for (const line of fleetTable([...fleet, long], { ...plain, width }))
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
    },
  );

  test('control characters and reordering in a message reach no terminal', () => {
    const error = { ...denied, message: 'a\x1b[2Jb\x07c\u202ed\r\nApi\u009b31m', remedy: '\x1b]0;title\x07' };
    const text = fleetTable([aCluster('c', { phase: 'Failing', problems: [met(error)] })], {
      ...plain,
      width: 80,
    }).join('\n');
    expect(text).toContain('a·[2Jb·c·d Api·31m');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('each cause says what it hits, and where pods cannot pull; three are shown', () => {
    const names = ['team-a', 'team-b', 'team-c', 'team-d'];
    const problems = [
      { ...denied, namespaces: names, count: 30, uncovered: 2 },
      {
        ...denied,
        kind: 'conflict' as const,
        message: 'theirs',
        remedy: 'adopt',
        namespaces: ['x'],
        count: 1,
        uncovered: 1,
      },
      met({ ...denied, kind: 'token', message: 'none', remedy: 'mint' }),
      met(denied),
    ];
    const cluster = aCluster('c', { phase: 'Degraded', problems, furtherProblems: 4 });
    expect(fleetTable([cluster], { ...plain, width: 80 }).slice(2)).toEqual([
      '  forbidden: PATCH secrets/ecr-credentials in payments answered 403',
      '  In team-a, team-b, team-c and 27 more. 2 of them have no known valid',
      '  credential.',
      '  → Grant the verb patch on secrets to the identity in the kubeconfig.',
      '  conflict: theirs',
      '  No valid credential is known there.',
      '  → adopt',
      '  token: none',
      '  → mint',
      '  … and 5 more causes',
    ]);
    const [line] = changes([], [cluster], now);
    expect(line).toContain(
      'forbidden: PATCH secrets/ecr-credentials in payments answered 403 In team-a, team-b',
    );
  });

  test('without clusters it says so', () => {
    expect(fleetTable([], { ...plain, width: 80 })).toEqual(['No clusters are registered.']);
  });

  test('a cluster that was never pushed shows dashes, and an expired token says so', () => {
    const { validUntil: _, lastAttemptAt: __, ...status } = aCluster('new').status;
    const pending = { ...aCluster('new'), status: { ...status, phase: 'Pending' as const } };
    const expired = aCluster('old', { phase: 'Failing', validUntil: '2025-12-31T20:00:00.000Z' });
    expect(fleetTable([pending, expired], { ...plain, width: 80 }).slice(1)).toEqual([
      'new      … Pending  –          12/12       –',
      'old      ✗ Failing  expired    12/12       42 s ago',
    ]);
  });

  test('if not all fit, those in trouble stay', () => {
    const many = [...Array.from({ length: 50 }, (_, index) => aCluster(`c-${index}`)), ...fleet];
    const lines = fleetTable(many, { ...plain, width: 80, height: 10 });
    expect(lines).toHaveLength(10);
    expect(lines[1]).toContain('prod-us-1');
    expect(lines.at(-1)).toBe('… and 46 more');
  });

  test('colour adds nothing but colour', () => {
    const coloured = fleetTable(fleet, { now, width: 80, colour: true });
    expect(coloured.join('')).toContain('\x1b[33m! Degraded');
    expect(coloured.map(stripVTControlCharacters)).toEqual(fleetTable(fleet, { ...plain, width: 80 }));
  });
});
