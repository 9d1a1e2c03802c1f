import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pMap from 'p-map';
import {
  type LookWorld,
  lookForUnrecorded,
} from '../../../functions/refresh/unrecorded/lookForUnrecorded.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import { isLookDue } from '../../../shared/clusters/store/unrecorded.ts';
import { type Fleet, hour, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;
let looks = 0;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.stop());

const world = (): LookWorld => ({
  table: fleet.table,
  secrets: fleet.secrets,
  prefix: fleet.aws.secretPrefix,
  now: () => fleet.clock.now,
  newId: () => `look-${looks++}`,
});
const unhurried = new AbortController().signal;
const look = (over: Partial<LookWorld> = {}) => lookForUnrecorded({ ...world(), ...over }, unhurried);

/** Looks every hour for this long; returns what was removed. */
async function lookFor(hours: number): Promise<string[]> {
  const removed: string[] = [];
  for (let n = 0; n < hours; n++) {
    fleet.clock.now += hour;
    removed.push(...((await look())?.removed ?? []));
  }
  return removed;
}

async function forget(name: string): Promise<void> {
  const record = await readCluster(fleet.table, name);
  if (record !== undefined) await deleteCluster(fleet.table, record, fleet.clock.now);
}

const describe = (name: string) =>
  fleet.secrets.send(new DescribeSecretCommand({ SecretId: fleet.aws.secretPrefix + name }));
const living = async () =>
  ((await fleet.secrets.send(new ListSecretsCommand())).SecretList ?? []).map(({ Name = '' }) =>
    Name.slice(fleet.aws.secretPrefix.length),
  );

async function registerAll(...names: string[]): Promise<void> {
  for (const name of names) await fleet.register({ name });
}

test('a kubeconfig that a crash left is scheduled for deletion after a day, for 30 days', async () => {
  await registerAll('alpha', 'bravo', 'left');
  await forget('left');

  expect(await lookFor(24)).toEqual([]);
  expect(await living()).toEqual(['alpha', 'bravo', 'left']);
  expect(await lookFor(1)).toEqual(['left']);
  expect(await living()).toEqual(['alpha', 'bravo']);
  const { DeletedDate } = await describe('left');
  expect(DeletedDate?.getTime()).toBe(fleet.clock.now + 30 * 24 * hour);
  expect(await lookFor(2)).toEqual([]);
});

test('registering the name again restores it', async () => {
  await registerAll('alpha', 'bravo', 'left');
  await forget('left');
  await lookFor(25);
  const record = await fleet.register({ name: 'left' });
  await expect(fleet.vault.read('left', record.kubeconfig.version)).resolves.toBeDefined();
  expect(await lookFor(30)).toEqual([]);
  expect(await living()).toContain('left');
});

test('if records are missing nothing is removed, and that is reported', async () => {
  await registerAll('alpha', 'bravo', 'charlie');
  for (const name of ['alpha', 'bravo', 'charlie']) await forget(name);
  for (let day = 0; day < 3; day++) {
    fleet.clock.now += 24 * hour;
    expect(await look()).toEqual({ stored: 3, unrecorded: 3, removed: [], recordsMissing: true });
  }
  expect(await living()).toHaveLength(3);
});

test('of several ticks one looks, and none within the hour', async () => {
  await registerAll('alpha');
  expect(await isLookDue(fleet.table, fleet.clock.now)).toBe(true);
  const reports = await Promise.all([look(), look(), look()]);
  expect(reports.filter((report) => report !== undefined)).toHaveLength(1);
  fleet.clock.now += hour - 1;
  expect(await isLookDue(fleet.table, fleet.clock.now)).toBe(false);
  expect(await look()).toBeUndefined();
  fleet.clock.now += 1;
  expect(await look()).toBeDefined();
});

test('a claim whose answer was lost is recognised as this look’s own', async () => {
  fleet.aws.faults.inject({ operation: 'UpdateItem', fault: { kind: 'lost-answer' }, times: 1 });
  expect(await look()).toEqual({ stored: 0, unrecorded: 0, removed: [], recordsMissing: false });
});

test('a record that comes between the look and the deletion keeps its kubeconfig', async () => {
  await registerAll('alpha', 'bravo', 'left');
  const record = await readCluster(fleet.table, 'left');
  if (record === undefined) throw new Error('it was registered');
  await forget('left');
  await lookFor(24);
  fleet.clock.now += hour;
  // Only the deletion comes between the two looks at the record.
  const send = fleet.secrets.send.bind(fleet.secrets);
  fleet.secrets.send = (async (command: never) => {
    const answer = await send(command);
    if ((command as object).constructor.name === 'DeleteSecretCommand')
      await createCluster(fleet.table, record, fleet.clock.now);
    return answer;
  }) as typeof fleet.secrets.send;
  expect((await look())?.removed).toEqual([]);
  await expect(fleet.vault.read('left', record.kubeconfig.version)).resolves.toBeDefined();
  expect((await describe('left')).Tags).toEqual([{ Key: 'app.kubernetes.io/managed-by', Value: 'pullpass' }]);
});

test('records are read consistently if the index does not list them', async () => {
  await registerAll('alpha', 'bravo', 'charlie');
  fleet.aws.calls.reset();
  await look();
  expect(fleet.aws.calls.count({ operation: 'BatchGetItem' })).toBe(0);
  await forget('charlie');
  fleet.clock.now += hour;
  await look();
  expect(fleet.aws.calls.count({ operation: 'BatchGetItem' })).toBe(1);
});

test('every page is read, and what is not of this stage is left alone', async () => {
  await registerAll('alpha');
  const names = Array.from({ length: 201 }, (_, n) => `pullpass/other/clusters/c${n}`);
  await pMap(names, (Name) => fleet.secrets.send(new CreateSecretCommand({ Name, SecretString: 'x' })), {
    concurrency: 16,
  });
  fleet.aws.calls.reset();
  expect(await look()).toMatchObject({ stored: 1, unrecorded: 0 });
  expect(fleet.aws.calls.count({ operation: 'ListSecrets' })).toBe(1);
  fleet.clock.now += hour;
  expect(await look({ prefix: 'pullpass/other/clusters/' })).toMatchObject({ stored: 201, unrecorded: 201 });
  expect(fleet.aws.calls.count({ operation: 'ListSecrets' })).toBe(1 + 3);
});

test('a look whose time is up stops, and the next starts from the beginning', async () => {
  await registerAll('alpha');
  await expect(lookForUnrecorded(world(), AbortSignal.abort())).rejects.toThrow('aborted');
  expect(await look()).toBeUndefined();
  fleet.clock.now += hour;
  expect(await look()).toMatchObject({ stored: 1 });
});
