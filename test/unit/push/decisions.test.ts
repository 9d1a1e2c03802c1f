import { describe, expect, test } from '@jest/globals';
import { combine } from '../../../functions/push/outcome/combine.ts';
import type { Outcome } from '../../../functions/push/outcome/outcome.ts';
import { decideEvents } from '../../../functions/push/record/decideEvents.ts';
import { decideStatus } from '../../../functions/push/record/decideStatus.ts';
import { decidePush } from '../../../shared/clusters/decidePush.ts';
import type { ClusterRecord, ClusterStatus } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { Failure, type FailureKind } from '../../../shared/failure.ts';
import { keyDigest } from '../../../shared/registries/tokenKey.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const failure = (kind: FailureKind, message: string = kind) =>
  new Failure(kind, message, { remedy: 'mend it' });
const report = failure('forbidden').report();
/** What a push did, without trouble. */
const outcome: Outcome = {
  namespaces: { ready: 1, failed: 0, skipped: 0 },
  servedSome: true,
  unlisted: false,
  problems: [],
  furtherProblems: 0,
  wroteAll: true,
  repairs: [],
};
const problem = { ...report, namespaces: [], count: 1, uncovered: 0 };
const failed = { error: report, problems: [problem], wroteAll: false };
const run = {
  startedAt: now,
  now,
  swept: false,
  given: new Map(),
  renewals: defaultRenewalSettings,
  random: () => 0.5,
};

function record(status: Partial<ClusterStatus> = {}, fields: Partial<ClusterRecord> = {}): ClusterRecord {
  return {
    name: 'prod',
    spec: clusterSpec.parse({
      name: 'prod',
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
      targets: [{ kind: 'imagePullSecret' }],
    }),
    status: {
      phase: 'Pending',
      consecutiveFailures: 0,
      namespaces: { ready: 0, failed: 0, skipped: 0 },
      ...status,
    },
    kubeconfig: { version: 'v', server: 'https://api.example' },
    version: 1,
    createdAt: iso(now),
    retired: [],
    claim: 'mine',
    ...fields,
  };
}

describe('what a message asks for', () => {
  const message = { cluster: 'prod', claim: 'mine', correlationId: 'c' };
  const paused = record();
  paused.spec.paused = true;
  test.each([
    ['a cluster that is gone', undefined, { act: 'skip', because: 'the cluster is no longer registered' }],
    [
      'a later claim',
      record({}, { claim: 'other' }),
      { act: 'skip', because: 'a later dispatch took its place' },
    ],
    ['a paused cluster', paused, { act: 'skip', because: 'the cluster is paused' }],
    ['a deregistering cluster', record({ phase: 'Deregistering' }), { act: 'remove' }],
    ['a cluster that waits', record(), { act: 'push' }],
  ])('%s', (_, given, expected) => {
    expect(decidePush(given, message, now)).toMatchObject(expected);
  });

  describe('a message that may have killed its worker', () => {
    const suspect = record({}, { suspect: { since: '2026-03-01T11:00:00.000Z' } });
    const begun = record({}, { suspect: { since: '2026-03-01T11:00:00.000Z', alone: message.claim } });
    const begunBefore = record({}, { suspect: { since: '2026-03-01T11:00:00.000Z', alone: 'before' } });
    const paused = { ...record(), spec: { ...record().spec, paused: true } };

    test.each([
      [
        'that came once, beside others',
        record(),
        { again: false, alone: false },
        { act: 'push', noted: false },
      ],
      ['that came once, alone', record(), { again: false, alone: true }, { act: 'push', noted: false }],
      ['that came again, beside others', record(), { again: true, alone: false }, { act: 'isolate' }],
      ['that came again, alone', record(), { again: true, alone: true }, { act: 'push', noted: true }],
      ['of a suspect, beside others', suspect, { again: false, alone: false }, { act: 'isolate' }],
      ['of a suspect, alone', suspect, { again: false, alone: true }, { act: 'push', noted: true }],
      ['that was begun alone', begun, { again: true, alone: true }, { act: 'tell-end', noted: false }],
      ['that was begun alone, beside others', begun, { again: true, alone: false }, { act: 'isolate' }],
      [
        'after one that was begun alone',
        begunBefore,
        { again: false, alone: true },
        { act: 'push', noted: true },
      ],
      ['of a paused cluster', paused, { again: true, alone: false }, { act: 'skip' }],
      [
        'of a deregistering one',
        record({ phase: 'Deregistering' }),
        { again: true, alone: false },
        { act: 'isolate' },
      ],
      [
        'of a deregistering one, alone',
        record({ phase: 'Deregistering' }),
        { again: true, alone: true },
        { act: 'remove', noted: true },
      ],
    ])('%s', (_, given, delivery, expected) => {
      expect(decidePush(given, message, now, delivery)).toMatchObject(expected);
    });
  });

  test('a claim that was handled', () => {
    const { claim, ...done } = record();
    expect(decidePush(done, message, now)).toMatchObject({
      act: 'skip',
      because: 'this dispatch was handled before',
    });
  });
});

describe('when what a cluster holds expires', () => {
  const decide = (
    before: Partial<ClusterStatus>,
    { error, writtenUntil }: { error?: typeof report; writtenUntil?: number },
  ) =>
    decideStatus(
      record(before),
      {
        ...outcome,
        ...(error !== undefined && failed),
        ...(writtenUntil !== undefined && { writtenUntil }),
      },
      run,
    ).ends;

  test('is the expiry of what a complete push wrote', () => {
    expect(decide({ ends: now + hour }, { writtenUntil: now + 12 * hour })).toBe(now + 12 * hour);
  });
  test('stays at the older value after a partly failed push', () => {
    const older = { ends: now + hour };
    expect(decide(older, { error: report, writtenUntil: now + 12 * hour })).toBe(now + hour);
  });
  test('is lowered by a partly failed push that wrote something shorter-lived', () => {
    const older = { ends: now + 5 * hour };
    expect(decide(older, { error: report, writtenUntil: now + hour })).toBe(now + hour);
  });
  test('is absent until everything has been written once', () => {
    expect(decide({}, { error: report, writtenUntil: now + hour })).toBeUndefined();
  });

  describe('where tokens were seen to end with the session that requested them', () => {
    const [main] = record().spec.registries;
    if (main === undefined) throw new Error('no registry');
    const bound = { main: { key: keyDigest(main), boundSince: iso(now) } };
    const held = { tokenNotes: bound, ends: now + 11 * hour };
    const refreshed = { lastSuccessAt: iso(now - hour / 2), lastAttemptAt: iso(now - hour / 4) };

    test.each<[string, Partial<ClusterStatus>, number]>([
      ['counts for one from the last refresh on', { ...held, ...refreshed }, now + hour / 2],
      [
        'counts for a session from the last push on, if a push may have written everything and failed',
        { ...held, ...refreshed, error: report },
        now + 0.75 * hour,
      ],
      ['is not raised by it', { ...held, ...refreshed, ends: now + 60_000 }, now + 60_000],
      [
        'stays if they belong to a registry that the cluster no longer has',
        { ...held, ...refreshed, tokenNotes: { main: { ...bound.main, key: 'another' } } },
        now + 11 * hour,
      ],
    ])('what is held %s', (_, before, expected) => {
      expect(decide(before, { error: report })).toBe(expected);
    });
  });
});

test('the series of failures keeps its beginning, and ends with a success', () => {
  const failing = decideStatus(
    record({ failingSince: iso(now - hour), consecutiveFailures: 3, lastSuccessAt: iso(now - 2 * hour) }),
    { ...outcome, ...failed, servedSome: false, namespaces: { ready: 0, failed: 1, skipped: 0 } },
    run,
  );
  expect(failing).toMatchObject({
    phase: 'Failing',
    consecutiveFailures: 4,
    failingSince: iso(now - hour),
    lastSuccessAt: iso(now - 2 * hour),
  });
  const recovered = decideStatus(record(failing), { ...outcome, writtenUntil: now + hour }, run);
  expect(recovered).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
  expect(recovered).not.toHaveProperty('failingSince');
  expect(recovered).not.toHaveProperty('error');
});

describe('the outcome over several targets', () => {
  const ready = (namespace: string) => ({ namespace, result: 'ready' as const });
  const failing = (namespace: string, kind: FailureKind) => ({
    namespace,
    result: 'failed' as const,
    failure: failure(kind),
  });

  test('counts a namespace once, with its worst result', () => {
    const { namespaces } = combine([
      { namespaces: [ready('a'), ready('b')], writtenUntil: 5 },
      { namespaces: [ready('a'), failing('b', 'conflict')], writtenUntil: 3 },
    ]);
    expect(namespaces).toEqual({ ready: 1, failed: 1, skipped: 0, uncovered: 1 });
  });

  test('is valid until the earliest expiry', () => {
    const both = combine([
      { namespaces: [ready('a')], writtenUntil: 5 },
      { namespaces: [ready('a')], writtenUntil: 3 },
    ]);
    expect(both.writtenUntil).toBe(3);
  });

  test('is explained by the most common failure, with how many there are and where', () => {
    const { error } = combine([
      {
        namespaces: [
          failing('b', 'forbidden'),
          failing('a', 'forbidden'),
          failing('c', 'conflict'),
          ready('d'),
        ],
      },
    ]);
    expect(error).toMatchObject({
      kind: 'forbidden',
      message: '2 of 4 namespaces failed, first a: forbidden',
    });
  });

  test('is explained first by what keeps pods from pulling, then by a target that could not begin', () => {
    const kinds = (covered: boolean) =>
      combine([
        { namespaces: [{ ...failing('a', 'conflict'), covered }] },
        { failure: failure('token'), namespaces: [] },
      ]).problems.map(({ kind }) => kind);
    expect(kinds(true)).toEqual(['token', 'conflict']);
    expect(kinds(false)).toEqual(['conflict', 'token']);
  });

  test('has every cause, with its places, whichever namespace its words name', () => {
    const met = (namespace: string, message: string) => ({
      ...failing(namespace, 'forbidden'),
      failure: failure('forbidden', message),
    });
    const { problems, namespaces } = combine([
      {
        namespaces: [
          met('team-b', 'team-b: no create of secrets'),
          met('team-a', 'team-a: no create of secrets'),
          met('a', 'a: no patch of a-secret'),
        ],
      },
    ]);
    expect(problems).toEqual([
      {
        kind: 'forbidden',
        message: 'team-a: no create of secrets',
        remedy: 'mend it',
        namespaces: ['team-a', 'team-b'],
        count: 2,
        uncovered: 2,
      },
      {
        kind: 'forbidden',
        message: 'a: no patch of a-secret',
        remedy: 'mend it',
        namespaces: ['a'],
        count: 1,
        uncovered: 1,
      },
    ]);
    expect(namespaces).toEqual({ ready: 0, failed: 3, skipped: 0, uncovered: 3 });
  });

  test('names 20 namespaces of a cause and 20 causes, and counts the rest', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `team-${String(index).padStart(4, '0')}`);
    const alike = combine([{ namespaces: names.map((name) => failing(name, 'forbidden')) }]);
    expect(alike.problems).toMatchObject([{ count: 2_000, uncovered: 2_000 }]);
    expect(alike.problems[0]?.namespaces).toEqual(names.slice(0, 20));

    const letters = (index: number) => String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26));
    const causes = names.slice(0, 300).map((name, index) => ({
      ...failing(name, 'conflict'),
      failure: failure('conflict', `${letters(index)} ${'long '.repeat(200)}`),
    }));
    const manifold = combine([{ namespaces: causes }]);
    expect(manifold.problems).toHaveLength(20);
    expect(manifold.furtherProblems).toBe(280);
    expect(JSON.stringify(manifold.problems).length).toBeLessThan(40_000);
  });

  test('counts only what is chosen: what is to be removed is reported, but not counted', () => {
    const { namespaces, problems } = combine(
      [{ namespaces: [ready('a')], leftovers: { namespaces: [failing('old', 'forbidden')] } }],
      { cleanUp: [{ namespaces: [ready('b'), failing('c', 'conflict')] }] },
    );
    expect(namespaces).toEqual({ ready: 1, failed: 0, skipped: 0, uncovered: 0 });
    expect(problems).toMatchObject([
      { kind: 'conflict', namespaces: ['c'], count: 1, uncovered: 0 },
      { kind: 'forbidden', namespaces: ['old'], count: 1, uncovered: 0 },
    ]);
  });

  test('for a cluster that nobody can look into is what was known before', () => {
    const gone = [{ failure: failure('unreachable'), namespaces: [] }];
    const of = (chosen: number, covered: number) => combine(gone, { known: { chosen, covered } });
    expect(of(10, 9)).toMatchObject({
      namespaces: { ready: 0, failed: 10, skipped: 0, uncovered: 1 },
      problems: [{ kind: 'unreachable', namespaces: [], count: 10, uncovered: 1 }],
    });
    expect(of(10, 0).namespaces.uncovered).toBe(10);
  });
});

describe('the audit trail', () => {
  const healthy: ClusterStatus = { ...record().status, phase: 'Healthy', lastSuccessAt: iso(now) };
  const failing: ClusterStatus = {
    ...healthy,
    phase: 'Failing',
    error: report,
    problems: [problem],
    consecutiveFailures: 2,
  };
  const otherwise = { ...problem, ...failure('tls').report() };
  test.each([
    ['the first push', record().status, healthy, ['served']],
    ['another push', healthy, healthy, []],
    ['the first failure', healthy, failing, ['failed']],
    ['the same failure again', failing, failing, []],
    ['another kind of failure', { ...failing, problems: [otherwise] }, failing, ['failed']],
    [
      'another cause beside an older one',
      failing,
      { ...failing, problems: [problem, otherwise] },
      ['failed'],
    ],
    ['one of two causes that is left', { ...failing, problems: [otherwise, problem] }, failing, []],
    ['the end of a failure', failing, healthy, ['recovered']],
  ])('%s', (_, before, after, expected) => {
    expect(decideEvents(before, after, []).map(({ type }) => type)).toEqual(expected);
  });
});
