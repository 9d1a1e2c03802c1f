import { randomUUID } from 'node:crypto';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { redrive } from '../../../cli/recovery/redrive/redrive.ts';
import { copyLost } from '../../../cli/recovery/restore/copy.ts';
import { tick } from '../../../functions/refresh/tick.ts';
import { addEvent } from '../../../shared/clusters/store/events.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { listNames } from '../../../shared/clusters/store/listing.ts';
import { changeCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import { anotherTable } from '../../support/fleet/anotherTable.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  fleet.aws.faults.inject({ service: 'dynamodb', fault: { kind: 'stale' } });
});
afterEach(() => fleet.stop());

test('an index shows what it showed first, and a consistent read what is there', async () => {
  const listed = () => listNames(fleet.table, { limit: 10 });
  expect((await listed()).names).toEqual([]);
  await fleet.register();
  expect((await listed()).names).toEqual([]);
  expect(await readCluster(fleet.table, 'prod-eu-1')).toBeDefined();
});

test('a tick that still sees dispatched clusters as due does not dispatch them again', async () => {
  await fleet.register();
  const queues = {
    client: fleet.sqs,
    urls: { steady: fleet.aws.queueUrl, retry: fleet.aws.retryQueueUrl, suspect: fleet.aws.suspectQueueUrl },
  };
  const world = { table: fleet.table, queues, now: () => fleet.clock.now, newId: randomUUID };
  const first = await tick(world, () => false);
  expect(first).toMatchObject({ dispatched: 1, takenByOthers: 0 });
  expect(await tick(world, () => false)).toMatchObject({ dispatched: 0, takenByOthers: 1 });
});

test('a change is made to the present record, not to an outdated one', async () => {
  const first = await fleet.register();
  await readCluster(fleet.table, first.name);
  const second = { ...first, version: 2 };
  expect(await changeCluster(fleet.table, second, first)).toBe(true);
  const now = await readCluster(fleet.table, first.name);
  expect(now?.version).toBe(2);
  expect(await changeCluster(fleet.table, { ...second, version: 3 }, second)).toBe(true);
});

test('a push reads the record that a claim has just written', async () => {
  fleet.cluster.addNamespace('payments');
  await fleet.register();
  expect((await fleet.refresh()).status.phase).toBe('Healthy');
  expect((await fleet.refresh()).claim).toBeUndefined();
});

test('what has just been deregistered is not restored', async () => {
  const record = await fleet.register();
  const from = await anotherTable(fleet.table, 'backup');
  const all = new ScanCommand({ TableName: fleet.table.name, ConsistentRead: true });
  for (const Item of (await from.client.send(all)).Items ?? [])
    await from.client.send(new PutCommand({ TableName: from.name, Item }));
  const restore = (dryRun: boolean) =>
    copyLost(
      {
        from,
        to: fleet.table,
        kubeconfigs: new Map(),
        takeBack: async () => undefined,
        now: () => fleet.clock.now,
      },
      { dryRun },
      new AbortController().signal,
    );
  await deleteCluster(fleet.table, record, fleet.clock.now);
  expect((await restore(true)).found).toMatchObject([{ act: 'restored' }]);

  const at = new Date(fleet.clock.now + 1_000).toISOString();
  const event = { at, type: 'deregistered', by: 'pullpass', message: 'm' } as const;
  await addEvent(fleet.table, record.name, event, '1');
  expect((await restore(false)).found).toMatchObject([{ act: 'left' }]);
});

test('a letter of a cluster that was claimed again is dropped', async () => {
  await fleet.register();
  const claim = await fleet.claim('prod-eu-1');
  const run = async () => {
    const message = { cluster: 'prod-eu-1', claim, correlationId: randomUUID() };
    const batches = [[{ message, id: '1', sentAt: 0, receiptHandle: 'r' }]];
    const letters = {
      take: async () => batches.pop() ?? [],
      hold: async () => undefined,
      putBack: async () => undefined,
      remove: async () => 0,
    };
    const world = { letters: letters as never, table: fleet.table, now: () => fleet.clock.now };
    const options = { dryRun: true, dropUnreadable: false };
    return (await redrive(world, options, new AbortController().signal)).findings.map(({ act }) => act);
  };
  await run();
  await fleet.claim('prod-eu-1');
  expect(await run()).toEqual(['drop']);
});
