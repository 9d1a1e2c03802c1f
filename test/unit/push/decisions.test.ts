import { describe, expect, test } from '@jest/globals';
import { decideEvents } from '../../../functions/push/decideEvents.ts';
import { decidePush } from '../../../functions/push/decidePush.ts';
import { decideStatus } from '../../../functions/push/decideStatus.ts';
import { combine } from '../../../functions/push/outcome.ts';
import type { ClusterRecord, ClusterStatus } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { Failure, type FailureKind } from '../../../shared/failure.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const failure = (kind: FailureKind, message: string = kind) =>
  new Failure(kind, message, { remedy: 'mend it' });
const report = failure('forbidden').report();
const run = { startedAt: now, now, swept: false, given: new Map(), random: () => 0.5 };

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
    ['a cluster that is gone', undefined, { act: 'skip', because: 'the cluster is not registered any more' }],
    [
      'a later claim',
      record({}, { claim: 'other' }),
      { act: 'skip', because: 'a later dispatch took its place' },
    ],
    ['a paused cluster', paused, { act: 'skip', because: 'the cluster is paused' }],
    ['a cluster that is to go', record({ phase: 'Deregistering' }), { act: 'remove' }],
    ['a cluster that waits', record(), { act: 'push' }],
  ])('%s', (_, given, expected) => {
    expect(decidePush(given, message, now)).toMatchObject(expected);
  });

  describe('a message that may have taken its worker along', () => {
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
        'of one that is to go',
        record({ phase: 'Deregistering' }),
        { again: true, alone: false },
        { act: 'isolate' },
      ],
      [
        'of one that is to go, alone',
        record({ phase: 'Deregistering' }),
        { again: true, alone: true },
        { act: 'remove', noted: true },
      ],
    ])('%s', (_, given, delivery, expected) => {
      expect(decidePush(given, message, now, delivery)).toMatchObject(expected);
    });
  });

  test('a claim that was dealt with', () => {
    const { claim, ...done } = record();
    expect(decidePush(done, message, now)).toMatchObject({
      act: 'skip',
      because: 'this dispatch was dealt with before',
    });
  });
});

describe('validUntil', () => {
  const decide = (
    before: Partial<ClusterStatus>,
    outcome: { error?: typeof report; writtenUntil?: number },
  ) =>
    decideStatus(
      record(before),
      {
        namespaces: { ready: 1, failed: 0, skipped: 0 },
        wroteAll: outcome.error === undefined,
        repairs: [],
        ...outcome,
      },
      run,
    ).validUntil;

  test('is the expiry of what a whole push wrote', () => {
    expect(decide({ validUntil: iso(now + hour) }, { writtenUntil: now + 12 * hour })).toBe(
      iso(now + 12 * hour),
    );
  });
  test('stays at the older value after a partly failed push', () => {
    const older = { validUntil: iso(now + hour) };
    expect(decide(older, { error: report, writtenUntil: now + 12 * hour })).toBe(iso(now + hour));
  });
  test('is lowered by a partly failed push that wrote something shorter-lived', () => {
    const older = { validUntil: iso(now + 5 * hour) };
    expect(decide(older, { error: report, writtenUntil: now + hour })).toBe(iso(now + hour));
  });
  test('is absent until everything has been written once', () => {
    expect(decide({}, { error: report, writtenUntil: now + hour })).toBeUndefined();
  });
});

test('the run of failures keeps its beginning, and ends with a success', () => {
  const failing = decideStatus(
    record({ failingSince: iso(now - hour), consecutiveFailures: 3, lastSuccessAt: iso(now - 2 * hour) }),
    { namespaces: { ready: 0, failed: 1, skipped: 0 }, error: report, wroteAll: false, repairs: [] },
    run,
  );
  expect(failing).toMatchObject({
    phase: 'Failing',
    consecutiveFailures: 4,
    failingSince: iso(now - hour),
    lastSuccessAt: iso(now - 2 * hour),
  });
  const recovered = decideStatus(
    record(failing),
    {
      namespaces: { ready: 1, failed: 0, skipped: 0 },
      writtenUntil: now + hour,
      wroteAll: true,
      repairs: [],
    },
    run,
  );
  expect(recovered).toMatchObject({ phase: 'Healthy', consecutiveFailures: 0 });
  expect(recovered).not.toHaveProperty('failingSince');
  expect(recovered).not.toHaveProperty('error');
});

describe('the outcome over several targets', () => {
  const ready = (namespace: string) => ({ namespace, result: 'ready' as const });
  const failed = (namespace: string, kind: FailureKind) => ({
    namespace,
    result: 'failed' as const,
    failure: failure(kind),
  });

  test('counts a namespace once, as the worst of it', () => {
    const { namespaces } = combine([
      { namespaces: [ready('a'), ready('b')], writtenUntil: 5 },
      { namespaces: [ready('a'), failed('b', 'conflict')], writtenUntil: 3 },
    ]);
    expect(namespaces).toEqual({ ready: 1, failed: 1, skipped: 0 });
  });

  test('is valid until the earliest expiry', () => {
    const both = combine([
      { namespaces: [ready('a')], writtenUntil: 5 },
      { namespaces: [ready('a')], writtenUntil: 3 },
    ]);
    expect(both.writtenUntil).toBe(3);
  });

  test('is explained by the commonest failure, with how many there are and where', () => {
    const { error } = combine([
      {
        namespaces: [failed('b', 'forbidden'), failed('a', 'forbidden'), failed('c', 'conflict'), ready('d')],
      },
    ]);
    expect(error).toMatchObject({
      kind: 'forbidden',
      message: '3 of 4 namespaces failed, the first of them a: forbidden',
    });
  });

  test('is explained first by a target that could not begin', () => {
    const { error } = combine([
      { namespaces: [failed('a', 'conflict')] },
      { failure: failure('token'), namespaces: [] },
    ]);
    expect(error?.kind).toBe('token');
  });
});

describe('the audit trail', () => {
  const healthy: ClusterStatus = { ...record().status, phase: 'Healthy', lastSuccessAt: iso(now) };
  const failing: ClusterStatus = { ...healthy, phase: 'Failing', error: report, consecutiveFailures: 2 };
  test.each([
    ['the first push', record().status, healthy, ['served']],
    ['another push', healthy, healthy, []],
    ['the first failure', healthy, failing, ['failed']],
    ['the same failure again', failing, failing, []],
    ['another kind of failure', { ...failing, error: failure('tls').report() }, failing, ['failed']],
    ['the end of a failure', failing, healthy, ['recovered']],
  ])('%s', (_, before, after, expected) => {
    expect(decideEvents(before, after, []).map(({ type }) => type)).toEqual(expected);
  });
});
