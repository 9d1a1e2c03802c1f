import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});

afterEach(() => fleet.stop());

const names = ['alpha', 'bravo', 'charlie'];

async function registerAll(): Promise<void> {
  for (const name of names) await fleet.register({ name });
}

/** Pushes to all of them at the same time, as the handler does with a batch; returns the results. */
async function pushAll(): Promise<PromiseSettledResult<void>[]> {
  const messages = await Promise.all(
    names.map(async (cluster) => ({
      cluster,
      claim: await fleet.claim(cluster),
      correlationId: randomUUID(),
    })),
  );
  fleet.aws.calls.reset();
  const deadline = fleet.clock.now + fleet.world.limits.cluster;
  return Promise.allSettled(messages.map((message) => push(message, fleet.world, deadline)));
}

const phases = async () =>
  Promise.all(names.map(async (name) => (await readCluster(fleet.table, name))?.status.phase));

test('the records and the kubeconfigs of a batch are read in one call each', async () => {
  await registerAll();
  await pushAll();
  const count = (operation: string) => fleet.aws.calls.count({ operation });
  expect(count('BatchGetItem')).toBe(1);
  expect(count('BatchGetSecretValue')).toBe(1);
  expect(count('GetItem') + count('GetSecretValue')).toBe(0);
  expect(await phases()).toEqual(['Healthy', 'Healthy', 'Healthy']);
});

test('a batch that Secrets Manager refuses is read one by one', async () => {
  await registerAll();
  fleet.aws.faults.inject({ operation: 'BatchGetSecretValue', fault: { kind: 'deny' } });
  await pushAll();
  expect(await phases()).toEqual(['Healthy', 'Healthy', 'Healthy']);
  expect(fleet.aws.calls.count({ operation: 'GetSecretValue' })).toBe(3);
});

test('a missing secret, and a damaged one, are failures of their own clusters only', async () => {
  await registerAll();
  await fleet.world.vault.remove('alpha');
  await damage('bravo');
  await pushAll();
  expect(await phases()).toEqual(['Failing', 'Failing', 'Healthy']);
  for (const name of ['alpha', 'bravo'])
    expect((await record(name)).status.error).toMatchObject({
      kind: 'kubeconfig',
      remedy: expect.anything(),
    });
});

test('kubeconfigs that were just stored, and cannot be read yet, are waited for', async () => {
  await fleet.stop();
  fleet = await startFleet({ secrets: { readLag: 2_000 } });
  fleet.cluster.addNamespace('payments');
  await registerAll();
  await pushAll();
  expect(await phases()).toEqual(['Healthy', 'Healthy', 'Healthy']);
});

test('so is one that was just restored, which may still pass for deleted', async () => {
  await fleet.stop();
  fleet = await startFleet({ secrets: { readLag: 2_000 } });
  fleet.cluster.addNamespace('payments');
  await registerAll();
  const { version } = (await record('alpha')).kubeconfig;
  await fleet.vault.discard('alpha', version);
  await fleet.vault.restore('alpha');
  await pushAll();
  expect(await phases()).toEqual(['Healthy', 'Healthy', 'Healthy']);
});

test('a cluster gets the version of its kubeconfig that its record names, not the newest', async () => {
  await registerAll();
  const newer = parseKubeconfig(
    fleet.endpoint.kubeconfig('admin').replace(/token: .*/, 'token: not-yet-in-use'),
    {
      now: new Date(fleet.clock.now),
      allowedCidrs: fleet.world.allowedCidrs,
    },
  );
  await fleet.vault.create('bravo', newer, randomUUID());
  await pushAll();
  expect(await phases()).toEqual(['Healthy', 'Healthy', 'Healthy']);
});

test('a record that a newer version wrote fails alone, and is left as it is', async () => {
  await registerAll();
  await setFields(fleet.table, 'bravo', { schema: 99, surprise: 'kept' });
  const results = await pushAll();
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining('format 99') } });
});

test('records that DynamoDB repeatedly leaves unread are faults, not missing clusters', async () => {
  await registerAll();
  const client = {
    send: async (command: { input: { RequestItems?: unknown } }) =>
      command.input.RequestItems === undefined
        ? fleet.table.client.send(command as never)
        : { UnprocessedKeys: command.input.RequestItems },
  } as never;
  const { batchedRecords } = await import('../../../shared/clusters/store/batchedRecords.ts');
  const pauses: number[] = [];
  const readRecord = batchedRecords(
    { ...fleet.table, client },
    { random: () => 1, sleep: async (milliseconds) => void pauses.push(milliseconds) },
  );
  await expect(readRecord('alpha')).rejects.toThrow('left 1 of 1 records unread');
  expect(pauses).toEqual([200, 400, 800, 1600, 3200]);
});

/** Puts another version into use, which is not a kubeconfig. */
async function damage(name: string): Promise<void> {
  const version = randomUUID();
  await fleet.secrets.send(
    new PutSecretValueCommand({
      SecretId: fleet.aws.secretPrefix + name,
      SecretString: '{"not":"a kubeconfig"}',
      ClientRequestToken: version,
    }),
  );
  const { kubeconfig } = await record(name);
  await setFields(fleet.table, name, { kubeconfig: { ...kubeconfig, version } });
}

async function record(name: string): Promise<ClusterRecord> {
  return (await readCluster(fleet.table, name)) as ClusterRecord;
}
