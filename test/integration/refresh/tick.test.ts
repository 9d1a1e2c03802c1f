import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type TickWorld, tick } from '../../../functions/refresh/tick.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, hour, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;
let world: TickWorld;

beforeEach(async () => {
  fleet = await startFleet();
  world = {
    table: fleet.table,
    queues: {
      client: fleet.sqs,
      urls: {
        steady: fleet.aws.queueUrl,
        retry: fleet.aws.retryQueueUrl,
        suspect: fleet.aws.suspectQueueUrl,
      },
    },
    now: () => fleet.clock.now,
    newId: randomUUID,
  };
});

afterEach(() => fleet.stop());

const never = () => false;

async function receivedClusters(QueueUrl = fleet.aws.queueUrl): Promise<string[]> {
  return (await received(QueueUrl)).sort();
}

/** In the order in which they were sent. */
async function received(QueueUrl: string): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const { Messages = [] } = await fleet.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return names;
    names.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '{}').cluster));
  }
}

async function set(name: string, fields: Record<string, unknown>): Promise<void> {
  await setFields(fleet.table, name, fields);
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

test('a cluster that cannot be claimed delays no other, and the tick still fails', async () => {
  const names = await registerMany(30);
  fleet.table.client.middlewareStack.add((next) => (call) => {
    const { Key } = call.input as { Key?: { pk: unknown } };
    if (JSON.stringify(Key)?.includes('CLUSTER#cluster-007')) throw new Error('the item is too large');
    return next(call);
  });
  await expect(tick(world, never)).rejects.toThrow('too large');
  expect(await receivedClusters()).toEqual(names.filter((name) => name !== 'cluster-007'));
});

test('a tick that comes again at once finds nothing due', async () => {
  await registerMany(3);
  await tick(world, never);
  expect(await tick(world, never)).toMatchObject({ dispatched: 0, takenByOthers: 0 });
});

test('a cluster whose push recorded nothing comes due again after ten minutes', async () => {
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

test('a tick that runs out of time stops, and the next one continues', async () => {
  const names = await registerMany(30);
  const first = await tick(world, () => true);
  expect(first).toMatchObject({ dispatched: 0, stoppedEarly: true });
  await tick(world, never);
  expect(await receivedClusters()).toEqual(names);
});

test('after an outage, the clusters whose tokens expire first go first, and new ones before all', async () => {
  const ends: Record<string, number> = { calm: 11, urgent: 1, soon: 3 };
  for (const [name, hours] of Object.entries(ends)) {
    await fleet.register({ name });
    await set(name, { validUntil: new Date(fleet.clock.now + hours * hour).toISOString() });
  }
  await fleet.register({ name: 'new' });
  await tick(world, never);
  expect(await received(fleet.aws.queueUrl)).toEqual(['new', 'urgent', 'soon', 'calm']);
});

test('clusters whose last push failed have their own queue', async () => {
  await fleet.register({ name: 'well' });
  await fleet.register({ name: 'hanging' });
  await set('hanging', { failingSince: new Date(fleet.clock.now).toISOString() });
  await tick(world, never);
  expect(await receivedClusters(fleet.aws.queueUrl)).toEqual(['well']);
  expect(await receivedClusters(fleet.aws.retryQueueUrl)).toEqual(['hanging']);
});

test('a queue that accepts nothing ends the tick, before the whole fleet is claimed in vain', async () => {
  await registerMany(100);
  const client = new SQSClient({});
  mockClient(client).rejects('SQS is down');
  await expect(tick({ ...world, queues: { ...world.queues, client } }, never)).rejects.toThrow('SQS is down');
  // Four batches were in flight when the first one failed.
  expect((await tick(world, never)).dispatched).toBe(60);
});

test('if the queue for retries accepts nothing, clusters that are well are still pushed', async () => {
  const names = await registerMany(60);
  const failing = names.filter((_, index) => index % 2 === 0);
  for (const name of failing) await set(name, { failingSince: '2026-01-01', validUntil: '2026-01-01' });
  for (const name of names.filter((one) => !failing.includes(one)))
    await set(name, { validUntil: '2026-01-02' });
  const client = {
    send: (command: { input: { QueueUrl: string } }) =>
      command.input.QueueUrl === fleet.aws.retryQueueUrl
        ? Promise.reject(new Error('no such queue'))
        : fleet.sqs.send(command as never),
  } as never;
  await expect(tick({ ...world, queues: { ...world.queues, client } }, never)).rejects.toThrow(
    'no such queue',
  );
  expect(await receivedClusters()).toEqual(names.filter((name) => !failing.includes(name)));
});

describe('sites', () => {
  const queueOf = (site: string, url = fleet.aws.queueUrl) => `${url}-${site}`;
  let withSites: TickWorld;
  beforeEach(async () => {
    for (const site of ['east', 'west'])
      for (const url of [fleet.aws.queueUrl, fleet.aws.retryQueueUrl])
        await fleet.sqs.send(new CreateQueueCommand({ QueueName: queueOf(site, url).split('/').at(-1) }));
    withSites = { ...world, queues: { ...world.queues, sites: ['east', 'west'] } };
  });

  test('a cluster goes to the queues of its site, by its lane', async () => {
    await fleet.register({ name: 'home' });
    await fleet.register({ name: 'one', site: 'east' });
    await fleet.register({ name: 'two', site: 'west' });
    await set('two', { failingSince: new Date(fleet.clock.now).toISOString() });
    expect(await tick(withSites, never)).toMatchObject({ dispatched: 3, ofUnknownSite: 0 });
    expect(await received(fleet.aws.queueUrl)).toEqual(['home']);
    expect(await received(queueOf('east'))).toEqual(['one']);
    expect(await received(queueOf('west', fleet.aws.retryQueueUrl))).toEqual(['two']);
  });

  test('one whose site is not deployed goes to the default network, and is counted', async () => {
    await fleet.register({ name: 'stray', site: 'north' });
    await fleet.register({ name: 'one', site: 'east' });
    expect(await tick(withSites, never)).toMatchObject({ dispatched: 2, ofUnknownSite: 1 });
    expect(await received(fleet.aws.queueUrl)).toEqual(['stray']);
    expect(await received(queueOf('east'))).toEqual(['one']);
  });

  test('if a site’s queue accepts nothing, all others are served, and none of its clusters is tried twice', async () => {
    for (let index = 0; index < 20; index++) {
      await fleet.register({ name: `east-${index}`, site: 'east' });
      await fleet.register({ name: `west-${index}`, site: 'west' });
      await fleet.register({ name: `home-${index}` });
    }
    let refused = 0;
    const client = {
      send: (command: { input: { QueueUrl: string } }) => {
        if (command.input.QueueUrl !== queueOf('east')) return fleet.sqs.send(command as never);
        refused++;
        return Promise.reject(new Error('no such queue'));
      },
    } as never;
    const { queues } = withSites;
    await expect(tick({ ...withSites, queues: { ...queues, client } }, never)).rejects.toThrow(
      'no such queue',
    );
    expect(await received(queueOf('west'))).toHaveLength(20);
    expect(await received(fleet.aws.queueUrl)).toHaveLength(20);
    expect(refused).toBeLessThanOrEqual(4);
    // The site's clusters come due again without further action.
    fleet.clock.now += 11 * minute;
    await tick(withSites, never);
    expect((await received(queueOf('east'))).filter((name) => name.startsWith('east-'))).toHaveLength(20);
  });
});

test('a tick says how long the longest-waiting push has waited', async () => {
  await registerMany(2);
  fleet.clock.now += 7 * minute;
  expect((await tick(world, never)).oldestDueSeconds).toBe(420);
  expect((await tick(world, never)).oldestDueSeconds).toBe(0);
});

test('a claimed cluster keeps its claim in the record, for the push to compare', async () => {
  await fleet.register();
  await tick(world, never);
  const record = await readCluster(fleet.table, 'prod-eu-1');
  expect(record?.claim).toMatch(/^[0-9a-f-]{36}$/);
});
