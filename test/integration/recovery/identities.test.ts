import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reindex } from '../../../cli/recovery/reindex/reindex.ts';
import { copyLost } from '../../../cli/recovery/restore/copy.ts';
import { otherNames } from '../../../functions/registration/notices/otherNames.ts';
import { keepCredential, readCredentialFacts } from '../../../shared/clusters/store/credentials.ts';
import { namesOfIdentity } from '../../../shared/clusters/store/identities.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { anotherTable } from '../../support/fleet/anotherTable.ts';
import { type Fleet, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

/** What is known of credentials, and which names are the same cluster, through everything that happens to the table. */

const uid = 'b9d4c0a2-5a0e-4c1a-9c53-0f7f7a1f0105';
const facts = { uids: [uid], excess: 'everything' } as const;
const signal = new AbortController().signal;
let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});
afterEach(() => fleet.stop());

async function known(name: string) {
  const record = await fleet.register({ name });
  await keepCredential(fleet.table, record, facts);
  return record;
}

const items = async () =>
  (await fleet.table.client.send(new ScanCommand({ TableName: fleet.table.name }))).Items ?? [];
const ofIdentities = async () =>
  (await items()).filter(({ pk, sk }) => String(pk).startsWith('IDENTITY#') || sk === 'CREDENTIAL');

async function drop(...found: readonly Record<string, unknown>[]) {
  for (const { pk, sk } of found)
    await fleet.table.client.send(new DeleteCommand({ TableName: fleet.table.name, Key: { pk, sk } }));
}

test('a deregistration removes the name, and with the last one everything', async () => {
  await known('one');
  await known('two');
  for (const [name, left] of [
    ['one', ['two']],
    ['two', []],
  ] as const) {
    await setFields(fleet.table, name, { phase: 'Deregistering' });
    fleet.clock.now += minute;
    for (let pushes = 0; pushes < 3 && (await readCluster(fleet.table, name)) !== undefined; pushes++) {
      await fleet.refresh(name);
      fleet.clock.now += 10 * minute;
    }
    expect(await readCluster(fleet.table, name)).toBeUndefined();
    expect(await namesOfIdentity(fleet.table, uid)).toEqual(left);
  }
  expect(await ofIdentities()).toEqual([]);
});

test('restore brings them back with the records, and reindex from what is stored beside these', async () => {
  const record = await known('one');
  await known('two');
  const backup = await anotherTable(fleet.table, 'restored');
  for (const Item of await items())
    await backup.client.send(new PutCommand({ TableName: backup.name, Item }));
  await drop(...(await items()));

  const kubeconfigs = new Map(
    await Promise.all(
      ['one', 'two'].map(async (name) => {
        const version = (await readCluster(backup, name))?.kubeconfig.version ?? '';
        return [name, { versions: new Set([version]), current: version }] as const;
      }),
    ),
  );
  const world = {
    from: backup,
    to: fleet.table,
    kubeconfigs,
    takeBack: async () => undefined,
    now: () => fleet.clock.now,
  };
  await copyLost(world, { dryRun: true }, signal);
  expect(await items()).toEqual([]);
  await copyLost(world, { dryRun: false }, signal);
  expect(await readCredentialFacts(fleet.table, record)).toEqual(facts);
  expect(await otherNames(fleet.table, 'one', facts)).toEqual(['two']);

  await drop({ pk: `IDENTITY#${uid}`, sk: 'IDENTITY' });
  expect(await otherNames(fleet.table, 'one', facts)).toEqual([]);
  await reindex(fleet.table, signal);
  expect(await otherNames(fleet.table, 'one', facts)).toEqual(['two']);
});

test('the clusters of one identity are read in two batches, however many there are', async () => {
  for (const name of ['one', 'two', 'three', 'four']) await known(name);
  fleet.aws.calls.reset();
  expect(await otherNames(fleet.table, 'one', facts)).toEqual(['four', 'three', 'two']);
  const count = (operation: string) => fleet.aws.calls.count({ operation });
  expect([count('GetItem'), count('BatchGetItem')]).toEqual([1, 2]);
});

test('what the version before left behind is not believed, after going back and forth', async () => {
  await known('one');
  const two = await known('two');
  await known('three');
  // It knows none of these items: it forgets a cluster, and rotates another’s kubeconfig, without updating them.
  await drop({ pk: 'CLUSTER#three', sk: 'RECORD' });
  await setFields(fleet.table, 'two', { kubeconfig: { ...two.kubeconfig, version: randomUUID() } });
  expect(await otherNames(fleet.table, 'one', facts)).toEqual([]);
  expect(
    await readCredentialFacts(fleet.table, (await readCluster(fleet.table, 'two')) ?? two),
  ).toBeUndefined();
  // The next cluster of that name is a different one, and the index learns of it.
  const next = await fleet
    .register({ name: 'three', kubeconfig: fleet.endpoint.kubeconfig('admin') })
    .catch(() => undefined);
  await keepCredential(fleet.table, next ?? { name: 'three', kubeconfig: two.kubeconfig }, undefined);
  expect(await namesOfIdentity(fleet.table, uid)).toEqual(['one', 'two']);
});
