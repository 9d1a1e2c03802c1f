import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fleetGauges } from '../../../functions/refresh/gauges.ts';
import { type TickWorld, tick } from '../../../functions/refresh/tick.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;
let world: TickWorld;

beforeEach(async () => {
  fleet = await startFleet();
  world = {
    table: fleet.table,
    queue: { client: fleet.sqs, url: fleet.aws.queueUrl },
    now: () => fleet.clock.now,
    newId: randomUUID,
  };
});

afterEach(() => fleet.stop());

const never = () => false;

async function receivedClusters(): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const { Messages = [] } = await fleet.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: fleet.aws.queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return names.sort();
    names.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '{}').cluster));
  }
}

async function registerMany(count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `cluster-${String(index).padStart(3, '0')}`);
  for (const name of names) await fleet.register({ name });
  return names;
}

test('every due cluster is sent once, however many ticks run at once', async () => {
  const names = await registerMany(37);
  const reports = await Promise.all([tick(world, never), tick(world, never), tick(world, never)]);
  expect(await receivedClusters()).toEqual(names);
  expect(reports.reduce((sum, { dispatched }) => sum + dispatched, 0)).toBe(37);
});

test('a cluster that cannot be claimed holds up no other, and the tick still fails', async () => {
  const names = await registerMany(30);
  const client = {
    send: (command: { input: { Key?: { pk: string } } }) =>
      command.input.Key?.pk === 'CLUSTER#cluster-007'
        ? Promise.reject(new Error('the item is too large'))
        : fleet.table.client.send(command as never),
  } as unknown as Table['client'];
  await expect(tick({ ...world, table: { ...fleet.table, client } }, never)).rejects.toThrow('too large');
  expect(await receivedClusters()).toEqual(names.filter((name) => name !== 'cluster-007'));
});

test('a tick that comes again at once finds nothing due', async () => {
  await registerMany(3);
  await tick(world, never);
  expect(await tick(world, never)).toMatchObject({ dispatched: 0, takenByOthers: 0 });
});

test('a cluster of which nothing was heard comes due again after ten minutes', async () => {
  await registerMany(1);
  await tick(world, never);
  fleet.clock.now += 10 * minute;
  expect((await tick(world, never)).dispatched).toBe(1);
});

test('a cluster that is not due, or paused, is left alone', async () => {
  await fleet.register();
  fleet.clock.now -= minute;
  expect((await tick(world, never)).dispatched).toBe(0);
});

test('a tick that runs out of time stops, and the next one goes on', async () => {
  const names = await registerMany(30);
  const first = await tick(world, () => true);
  expect(first).toMatchObject({ dispatched: 0, stoppedEarly: true });
  await tick(world, never);
  expect(await receivedClusters()).toEqual(names);
});

test('the gauges count the clusters in trouble, and those whose token ends within three hours', async () => {
  fleet.cluster.addNamespace('payments');
  await fleet.register();
  await fleet.refresh();
  expect(await fleetGauges(fleet.table, fleet.clock.now)).toEqual({ failing: 0, atRisk: 0 });
  fleet.clock.now += 9 * hour + minute;
  fleet.aws.faults.inject({ service: 'ecr', fault: { kind: 'throttle' } });
  await fleet.refresh();
  expect(await fleetGauges(fleet.table, fleet.clock.now)).toEqual({ failing: 1, atRisk: 1 });
});

test('a claimed cluster keeps its claim in the record, for the push to compare', async () => {
  await fleet.register();
  await tick(world, never);
  const record = await readCluster(fleet.table, 'prod-eu-1');
  expect(record?.claim).toMatch(/^[0-9a-f-]{36}$/);
});
