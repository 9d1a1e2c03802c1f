import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyLost } from '../../../cli/recovery/restore/copy.ts';
import type { StoredKubeconfig } from '../../../cli/recovery/restore/decideRestore.ts';
import { storedKubeconfigs } from '../../../cli/recovery/restore/kubeconfigs.ts';
import { describeRestore } from '../../../cli/recovery/restore/report.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { addEvent } from '../../../shared/clusters/store/events.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { recordKey, type Table } from '../../../shared/clusters/store/table.ts';
import { restoreSecret, scheduleDeletion } from '../../../shared/kubeconfig/scheduledDeletion.ts';
import { anotherTable } from '../../support/fleet/anotherTable.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { registerRenewing } from '../../support/renewal/renewing.ts';

let fleet: Fleet;
/** The table as it was before the loss. */
let backup: Table;
let kubeconfigs: Map<string, StoredKubeconfig>;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
  backup = await anotherTable(fleet.table, 'restored');
  kubeconfigs = new Map();
});

afterEach(() => fleet.stop());

async function registered(name: string): Promise<void> {
  const { kubeconfig } = await fleet.register({ name });
  kubeconfigs.set(name, { versions: new Set([kubeconfig.version]), current: kubeconfig.version });
  await addEvent(fleet.table, name, event('registered'), `${name}-1`);
}

const event = (type: 'registered' | 'deregistered') => ({
  at: new Date(fleet.clock.now).toISOString(),
  type,
  by: 'arn:aws:iam::123456789012:user/admin',
  message: type,
});

/** What point-in-time recovery does: all items, unchanged, into another table. */
async function takeBackup(): Promise<void> {
  const { Items = [] } = await fleet.table.client.send(new ScanCommand({ TableName: fleet.table.name }));
  for (const Item of Items) await fleet.table.client.send(new PutCommand({ TableName: backup.name, Item }));
}

const readBackup = async () => (await readCluster(backup, 'prod-eu-1')) as ClusterRecord;

const lose = (name: string) =>
  fleet.table.client.send(new DeleteCommand({ TableName: fleet.table.name, Key: recordKey(name) }));

const restore = (options = { dryRun: false }) =>
  copyLost(
    {
      from: backup,
      to: fleet.table,
      kubeconfigs,
      takeBack: (cluster) => restoreSecret(fleet.secrets, fleet.aws.secretPrefix + cluster),
      now: () => fleet.clock.now,
    },
    options,
    new AbortController().signal,
  );

const context = { dryRun: false, from: 'restored', to: 'live', prefix: 'pullpass/local/', specs: undefined };

describe('restoring', () => {
  test('brings back what was lost, with its trail, and the next push serves it', async () => {
    await registered('prod-eu-1');
    await fleet.refresh('prod-eu-1');
    await takeBackup();
    await lose('prod-eu-1');
    await fleet.table.client.send(
      new DeleteCommand({
        TableName: fleet.table.name,
        Key: {
          pk: 'CLUSTER#prod-eu-1',
          sk: `EVENT#${new Date(fleet.clock.now).toISOString()}#prod-eu-1-1`,
        },
      }),
    );
    fleet.clock.now += 60_000;

    const { found, events, orphans } = await restore();
    expect(found).toEqual([{ cluster: 'prod-eu-1', act: 'restored', because: '' }]);
    expect(events).toBe(1);
    expect(orphans).toEqual([]);
    const record = await readCluster(fleet.table, 'prod-eu-1');
    expect(record?.status).toMatchObject({
      phase: 'Healthy',
      nextPushAt: new Date(fleet.clock.now).toISOString(),
    });
    expect(
      (await readEvents(fleet.table, 'prod-eu-1', { limit: 10, now: fleet.clock.now })).events.map(
        ({ type }) => type,
      ),
    ).toContain('registered');
    expect((await fleet.refresh('prod-eu-1')).status).toMatchObject({
      phase: 'Healthy',
      consecutiveFailures: 0,
    });
  });

  test('uses the newer credential if it has renewed itself since, with the older one beside it', async () => {
    const { kubeconfig: then } = await registerRenewing(fleet, { minutes: 240 });
    await takeBackup();
    fleet.clock.now += 150 * 60_000;
    const { kubeconfig: renewed } = await fleet.refresh();
    await lose('prod-eu-1');
    const { secretPrefix } = fleet.aws;
    kubeconfigs = await storedKubeconfigs(fleet.secrets, secretPrefix, fleet.clock.now);

    expect((await restore()).found).toMatchObject([{ act: 'restored' }]);
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.kubeconfig).toEqual({
      version: renewed.version,
      server: then.server,
      renewal: { fallback: { version: then.version, expiresAt: then.expiresAt } },
    });
    const { status, kubeconfig } = await fleet.refresh();
    expect(status.phase).toBe('Healthy');
    expect(kubeconfig).toMatchObject({ version: renewed.version, expiresAt: renewed.expiresAt });
  });

  test('run twice, changes nothing the second time', async () => {
    for (let index = 0; index < 30; index++) await registered(`cluster-${index}`);
    await takeBackup();
    for (let index = 0; index < 30; index += 2) await lose(`cluster-${index}`);
    const acts = async () => Map.groupBy((await restore()).found, ({ act }) => act);
    expect((await acts()).get('restored')).toHaveLength(15);
    expect((await acts()).get('restored')).toBeUndefined();
    expect((await acts()).get('left')).toHaveLength(30);
  });

  test('overwrites nothing: what was changed since stays, and the old spec can be obtained', async () => {
    await registered('prod-eu-1');
    await takeBackup();

    await fleet.table.client.send(
      new UpdateCommand({
        TableName: fleet.table.name,
        Key: recordKey('prod-eu-1'),
        UpdateExpression: 'SET spec.refreshEveryMinutes = :minutes, version = :two',
        ExpressionAttributeValues: { ':minutes': 30, ':two': 2 },
      }),
    );
    const report = await restore();
    expect(report.found).toMatchObject([
      { act: 'left', because: 'it is registered, and was changed since', was: { version: 1 } },
    ]);
    expect(report.found[0]?.was?.spec.refreshEveryMinutes).toBe(60);
    expect((await readCluster(fleet.table, 'prod-eu-1'))?.spec.refreshEveryMinutes).toBe(30);
    const text = describeRestore(report, context);
    expect(text).toContain('run this again with --from and --specs\nFOLDER.');
  });

  test('does not bring back what was deregistered since, and names what was registered since and lost', async () => {
    await registered('leaver');
    await takeBackup();
    await addEvent(fleet.table, 'leaver', { ...event('deregistered') }, 'leaver-2');
    await lose('leaver');
    kubeconfigs.delete('leaver');
    kubeconfigs.set('newcomer', { versions: new Set(['v1']), current: 'v1' });
    await registered('registered-since');

    const report = await restore();
    expect(report.found).toEqual([{ cluster: 'leaver', act: 'left', because: 'it was deregistered since' }]);
    expect(report.orphans).toEqual(['newcomer']);
    const text = describeRestore(report, context);
    expect(text).toContain('Register them again');
    expect(text).toContain('\n  newcomer\n');
    expect(text).not.toContain('registered-since');
  });

  test('restores a kubeconfig that awaits its deletion because its cluster had no record', async () => {
    await registered('prod-eu-1');
    await registered('other');
    await takeBackup();
    await lose('prod-eu-1');
    await scheduleDeletion(fleet.secrets, `${fleet.aws.secretPrefix}prod-eu-1`, 30);
    await fleet.vault.remove('other');
    const { secrets, aws, clock, vault, table } = fleet;
    kubeconfigs = await storedKubeconfigs(secrets, aws.secretPrefix, clock.now);
    expect([...kubeconfigs]).toMatchObject([['prod-eu-1', { awaitsDeletion: true }]]);

    await restore({ dryRun: true });
    const read = async () => vault.read('prod-eu-1', (await readBackup()).kubeconfig.version);
    await expect(read()).rejects.toMatchObject({ kind: 'kubeconfig' });
    expect((await restore()).found).toMatchObject([
      { cluster: 'other', act: 'left' },
      { cluster: 'prod-eu-1', act: 'restored', because: '' },
    ]);
    await expect(read()).resolves.toBeDefined();
    expect((await readCluster(table, 'prod-eu-1'))?.name).toBe('prod-eu-1');
  });

  test('a dry run says the same, and writes nothing', async () => {
    await registered('prod-eu-1');
    await takeBackup();
    await lose('prod-eu-1');
    expect((await restore({ dryRun: true })).found).toMatchObject([{ act: 'restored' }]);
    expect(await readCluster(fleet.table, 'prod-eu-1')).toBeUndefined();
  });

  test('a record that a newer PullPass wrote is left out with what to do, and the others come back', async () => {
    await registered('older');
    await registered('newer');
    await takeBackup();
    await lose('older');
    await lose('newer');
    await fleet.table.client.send(
      new UpdateCommand({
        TableName: backup.name,
        Key: recordKey('newer'),
        UpdateExpression: 'SET #schema = :next',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':next': 99 },
      }),
    );
    const report = await restore();
    expect(report.found).toMatchObject([
      { cluster: 'newer', act: 'unreadable', because: expect.stringContaining('Deploy the newer version') },
      { cluster: 'older', act: 'restored' },
    ]);
    expect(await readCluster(fleet.table, 'newer')).toBeUndefined();
  });
});
