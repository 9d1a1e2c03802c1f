import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context, SQSRecord } from 'aws-lambda';
import { push } from '../../../functions/push/push.ts';
import { pushHandler } from '../../../functions/push/pushHandler.ts';
import { tick } from '../../../functions/refresh/tick.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { claimMilliseconds } from '../../../shared/clusters/schedule.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const context = { getRemainingTimeInMillis: () => 150_000 } as Context;
const read = async (name: string) => (await readCluster(fleet.table, name)) as ClusterRecord;

/** A message as SQS delivers it: for the first time, or again. */
async function message(cluster: string, times = 1): Promise<SQSRecord> {
  const claim = (await read(cluster)).claim ?? (await fleet.claim(cluster));
  return {
    messageId: randomUUID(),
    body: JSON.stringify({ cluster, claim, correlationId: randomUUID() }),
    attributes: { ApproximateReceiveCount: String(times) },
  } as SQSRecord;
}

/** One invocation of the worker. */
async function deliver(...records: SQSRecord[]): Promise<void> {
  expect(await pushHandler(fleet.world)({ Records: records }, context)).toEqual({ batchItemFailures: [] });
}

/** What a tick sends to the queue of suspects, and to the others. */
async function ticked() {
  const { queueUrl, retryQueueUrl, suspectQueueUrl } = fleet.aws;
  const urls = { steady: queueUrl, retry: retryQueueUrl, suspect: suspectQueueUrl };
  await tick(
    {
      table: fleet.table,
      queues: { client: fleet.sqs, urls },
      now: () => fleet.clock.now,
      newId: randomUUID,
    },
    () => false,
  );
  const received = async (QueueUrl: string) => {
    const { Messages = [] } = await fleet.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => JSON.parse(Body ?? '').cluster).sort();
  };
  return {
    steady: await received(urls.steady),
    retry: await received(urls.retry),
    suspect: await received(urls.suspect),
  };
}

describe('a batch that comes again because its worker died', () => {
  const names = ['alpha', 'bravo', 'charlie'];

  beforeEach(async () => {
    for (const name of names) await fleet.register({ name });
    fleet.cluster.requests.reset();
    await deliver(...(await Promise.all(names.map((name) => message(name, 2)))));
  });

  test('touches no cluster, fails none, and sends each to the lane where it is pushed alone', async () => {
    expect(fleet.cluster.requests.total).toBe(0);
    for (const name of names)
      expect(await read(name)).toMatchObject({ status: { phase: 'Pending', consecutiveFailures: 0 } });
    expect(await ticked()).toEqual({ steady: [], retry: [], suspect: names });
  });

  test('is served one by one, and leaves no trace', async () => {
    await ticked();
    for (const name of names) await deliver(await message(name));
    for (const name of names) {
      const { status, suspect } = await read(name);
      expect(status.phase).toBe('Healthy');
      expect(suspect).toBeUndefined();
    }
    fleet.clock.now += hour + minute;
    expect((await ticked()).suspect).toEqual([]);
  });

  test('what was recorded before the worker died is not done again', async () => {
    await ticked();
    const done = await message('alpha');
    await deliver(done);
    fleet.cluster.requests.reset();
    await deliver(
      { ...done, attributes: { ...done.attributes, ApproximateReceiveCount: '2' } },
      await message('bravo', 2),
    );
    expect(fleet.cluster.requests.total).toBe(0);
    expect(await read('alpha')).not.toHaveProperty('suspect');
  });
});

describe('a cluster that takes its worker along', () => {
  /** The worker begins, and dies at its first request. */
  async function dies(record: SQSRecord): Promise<void> {
    const began = Promise.withResolvers<void>();
    const vault = {
      ...fleet.world.vault,
      read: () => {
        began.resolve();
        return new Promise<never>(() => undefined);
      },
    };
    const deadline = fleet.clock.now + minute;
    const delivery = { again: Number(record.attributes.ApproximateReceiveCount) > 1, alone: true };
    void push(JSON.parse(record.body), { ...fleet.world, vault }, deadline, delivery);
    await began.promise;
  }

  const again = (record: SQSRecord, times: number): SQSRecord => ({
    ...record,
    attributes: { ...record.attributes, ApproximateReceiveCount: String(times) },
  });

  async function killsItsWorkerAlone(): Promise<void> {
    await deliver(await message('killer', 2), await message('neighbour', 2));
    await ticked();
    const alone = await message('killer');
    await dies(alone);
    fleet.cluster.requests.reset();
    await deliver(again(alone, 2));
  }

  beforeEach(async () => {
    for (const name of ['killer', 'neighbour']) await fleet.register({ name });
  });

  test('is recorded as failing once it did so alone, and is not contacted for that', async () => {
    await killsItsWorkerAlone();
    expect(fleet.cluster.requests.total).toBe(0);
    const { status, suspect } = await read('killer');
    expect(status).toMatchObject({
      phase: 'Failing',
      consecutiveFailures: 1,
      error: {
        kind: 'internal',
        message: 'A worker that pushed to this cluster alone recorded nothing of it: it died, or could not',
        remedy: expect.stringContaining('pause it if it goes on'),
      },
    });
    expect(suspect).toBeDefined();
    expect(Date.parse(status.nextPushAt ?? '')).toBeGreaterThan(fleet.clock.now);
    expect((await read('neighbour')).status.phase).toBe('Pending');
  });

  test('is pushed alone, with backoff, until a push succeeds, whatever its other failures', async () => {
    await killsItsWorkerAlone();
    fleet.clock.now += 3 * minute;
    expect(await ticked()).toMatchObject({ retry: [], suspect: ['killer'] });

    const refusal = fleet.cluster.inject({ kind: 'status', status: 401 });
    await deliver(await message('killer'));
    expect((await read('killer')).status.error?.kind).toBe('unauthorized');
    fleet.clock.now += 5 * minute;
    expect(await ticked()).toMatchObject({ retry: [], suspect: ['killer'] });

    refusal.clear();
    await deliver(await message('killer'));
    expect(await read('killer')).toMatchObject({ status: { phase: 'Healthy' } });
    expect((await read('killer')).suspect).toBeUndefined();
  });

  test('is reported even if no batch was ever larger than one', async () => {
    const first = await message('killer');
    await dies(first);
    await dies(again(first, 2));
    await deliver(again(first, 3));
    expect((await read('killer')).status.error?.kind).toBe('internal');
  });
});

test('a backlog makes nobody suspect: claims that lapse prove nothing', async () => {
  await fleet.register({ name: 'waits' });
  const late = await message('waits');
  fleet.clock.now += claimMilliseconds + minute;
  await setFields(fleet.table, 'waits', { nextPushAt: new Date(fleet.clock.now).toISOString() });
  expect(await ticked()).toEqual({ steady: ['waits'], retry: [], suspect: [] });
  await deliver({ ...late, attributes: { ...late.attributes, ApproximateReceiveCount: '3' } });
  expect((await read('waits')).suspect).toBeUndefined();
  await deliver(await message('waits'));
  expect((await read('waits')).status.phase).toBe('Healthy');
});

test('what a fault of our own handed back is pushed alone, and fails nobody', async () => {
  await fleet.register({ name: 'handed-back' });
  await fleet.register({ name: 'other' });
  const [record, other] = [await message('handed-back'), await message('other')];
  const heal = fleet.aws.faults.inject({ operation: 'UpdateItem', fault: { kind: 'error' } });
  const answer = await pushHandler(fleet.world)({ Records: [record, other] }, context);
  expect(answer.batchItemFailures).toHaveLength(2);
  heal();
  await deliver(
    { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: '2' } },
    await message('other', 2),
  );
  expect((await read('handed-back')).status.consecutiveFailures).toBe(0);
  expect((await ticked()).suspect).toEqual(['handed-back', 'other']);
  await deliver(await message('handed-back'));
  expect(await read('handed-back')).toMatchObject({ status: { phase: 'Healthy' } });
});
