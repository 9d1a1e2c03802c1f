import { describe, expect, test } from '@jest/globals';
import { decideRenewal, type RenewalInput } from '../../../shared/clusters/renewal/decideRenewal.ts';
import type { Renewal } from '../../../shared/clusters/renewal/renewal.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-03-01T00:00:00.000Z');
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Decides for a token with this life, at this age. Without spread, so that times are exact. */
function decide(
  { life = 30 * day, after = 0, renewal }: { life?: number; after?: number; renewal?: Renewal },
  more: Partial<RenewalInput> = {},
) {
  const verdict = decideRenewal({
    renew: true,
    kubeconfig: {
      version: 'v1',
      server: 'https://api.example.com',
      issuedAt: iso(start),
      expiresAt: iso(start + life),
      ...(renewal && { renewal }),
    },
    name: 'prod',
    now: start + after,
    settings: { ...defaultRenewalSettings, spread: 0 },
    ...more,
  });
  return 'at' in verdict ? { act: verdict.act, at: verdict.at - start } : { act: verdict.act };
}

const tried = (after: number): Renewal => ({ triedAt: iso(start + after) });
const attempted = (after: number): Renewal => ({ attempt: { version: 'v2', at: iso(start + after) } });

describe('a credential is renewed', () => {
  test.each([
    ['in half of its life', { after: 15 * day }, { act: 'renew', at: 15 * day }],
    ['not before', { after: 15 * day - 1 }, { act: 'wait', at: 15 * day }],
    [
      'by the life that was granted, however short',
      { life: hour, after: 30 * minute },
      { act: 'renew', at: 30 * minute },
    ],
    [
      'not within ten minutes of the last new version',
      { life: hour, after: 35 * minute, renewal: attempted(30 * minute) },
      { act: 'wait', at: 40 * minute },
    ],
    [
      'after an attempt, in an hour if there is time',
      { after: 15 * day, renewal: tried(15 * day) },
      { act: 'wait', at: 15 * day + hour },
    ],
    [
      'after an attempt, sooner if there is less',
      { life: 30 * minute, after: 18 * minute, renewal: tried(18 * minute) },
      { act: 'wait', at: 20 * minute },
    ],
    [
      'after a try, not within a minute',
      { life: 30 * minute, after: 29 * minute, renewal: tried(29 * minute) },
      { act: 'wait', at: 30 * minute },
    ],
    [
      'when it has ended, without haste',
      { life: hour, after: 2 * hour, renewal: tried(2 * hour) },
      { act: 'wait', at: 3 * hour },
    ],
  ] as const)('%s', (_, given, expected) => {
    expect(decide(given)).toEqual(expected);
  });

  test('at once if the API server refuses it, but ten minutes after the last new version', () => {
    expect(decide({ after: day }, { refused: true })).toEqual({ act: 'renew', at: day });
    const renewal = attempted(day - 4 * minute);
    expect(decide({ after: day, renewal }, { refused: true })).toEqual({
      act: 'wait',
      at: day + 6 * minute,
    });
  });

  test('over the fleet within a tenth of its life', () => {
    const { settings } = { settings: { ...defaultRenewalSettings } };
    const dues = Array.from({ length: 200 }, (_, index) => {
      const { at = 0 } = decide({}, { settings, name: `cluster-${index}` });
      return at / (30 * day);
    });
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...dues)).toBeLessThanOrEqual(0.6);
  });
});

test.each([
  ['off', {}, { renew: false }],
  ['cannot', { life: 19 * minute }, {}],
  ['cannot', {}, { kubeconfig: { version: 'v1', server: 'https://a', expiresAt: iso(start + day) } }],
  ['cannot', {}, { kubeconfig: { version: 'v1', server: 'https://a', issuedAt: iso(start) } }],
] as const)('it is said to be %s where nothing is to come', (act, given, more) => {
  expect(decide(given, more)).toEqual({ act });
});
