import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import type { World } from './world.ts';

/** The emulator has no history: a restore to a time gives the table as it is. So the damage is done afterwards. */
export function tableScenarios(world: () => World): void {
  test('clusters lost from the table come back, and are pushed', async () => {
    const { api, command } = world();
    const lost = await world().register('lost');
    await world().register('changed');
    await world().register('leaver');

    const taken = await command('restore', '--at', new Date().toISOString(), '--dry-run');
    expect(taken.code).toBe(0);
    expect(taken.output).toContain('Nothing was changed.');
    const restored = /Restoring into the table (\S+):/.exec(taken.output)?.[1] ?? '';
    expect(restored).toMatch(/^pullpass-e2e-clusters-restored-\d{14}$/);
    expect(taken.output).toContain(`aws dynamodb delete-table --region eu-west-1 --table-name ${restored}`);

    await world().register('newcomer');
    await api.expect(200, 'PATCH', '/clusters/changed', { body: { refreshEveryMinutes: 30 } });
    await api.deregister('leaver');
    for (const name of ['lost', 'newcomer']) await forget(world(), name);
    lost.remove('secrets', 'payments', 'ecr-credentials');
    expect((await api.call('GET', '/clusters/lost')).status).toBe(404);

    const folder = await mkdtemp(join(tmpdir(), 'pullpass-specs-'));
    try {
      const { code, output } = await command('restore', '--from', restored, '--specs', folder);
      expect(output).toMatch(/Restored to pullpass-e2e-clusters, and due now\n {2}lost\n/);
      expect(output).toMatch(/was changed since\n {2}changed\n/);
      expect(output).toMatch(/deregistered since\n {2}leaver\n/);
      expect(output).toMatch(/Register them again[^\n]*\n {2}newcomer\n/);
      expect(code).toBe(0);

      // The old spec of the changed one can be restored, as the page says.
      const then = JSON.parse(await readFile(join(folder, 'changed.json'), 'utf8'));
      await api.expect(200, 'PUT', '/clusters/changed', { body: then });
      expect(await api.read('changed')).toMatchObject({ refreshEveryMinutes: 60 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }

    await api.until(
      'lost',
      'to be pushed to',
      () => lost.secret('payments', 'ecr-credentials') !== undefined,
      90_000,
    );
    expect((await api.read('lost')).status).toMatchObject({ phase: 'Healthy' });
    expect((await api.events('lost')).map(({ type }) => type)).toContain('registered');
    expect((await api.call('GET', '/clusters/leaver')).status).toBe(404);
  }, 300_000);

  test('a deleted table comes back from a backup, in its place, and the service goes on', async () => {
    const { api, command, table, aws } = world();
    const dynamodb = <Body>(operation: string, input: unknown) =>
      aws.json<Body>('dynamodb', `DynamoDB_20120810.${operation}`, input);
    const hasRecovery = async () => {
      const { ContinuousBackupsDescription } = await dynamodb<{
        ContinuousBackupsDescription: {
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: string };
        };
      }>('DescribeContinuousBackups', { TableName: table.name });
      return (
        ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus === 'ENABLED'
      );
    };
    const cluster = await world().register('survivor');
    const { BackupDetails } = await dynamodb<{ BackupDetails: { BackupArn: string } }>('CreateBackup', {
      TableName: table.name,
      BackupName: 'before',
    });
    await table.client.send(
      new UpdateTableCommand({ TableName: table.name, DeletionProtectionEnabled: false }),
    );
    await table.client.send(new DeleteTableCommand({ TableName: table.name }));

    const gone = await command('restore', '--at', new Date().toISOString());
    expect(gone.output).toContain(`The table ${table.name} no longer exists.`);
    expect(gone.output).toContain(`--backup ${BackupDetails.BackupArn}`);
    expect(gone.code).toBe(1);

    const { code, output } = await command('restore', '--backup', BackupDetails.BackupArn);
    expect(output).toContain(`Restoring into the table ${table.name}:`);
    expect(output).not.toContain('delete-table');
    expect(output).toContain('DynamoDB cannot switch on point in time recovery yet');
    expect(code).toBe(0);
    const { Table } = await dynamodb<{
      Table: { DeletionProtectionEnabled: boolean; GlobalSecondaryIndexes: { IndexName: string }[] };
    }>('DescribeTable', { TableName: table.name });
    expect(Table.DeletionProtectionEnabled).toBe(true);
    expect(Table.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)).toContain('due');
    const { TimeToLiveDescription } = await dynamodb<{
      TimeToLiveDescription: { TimeToLiveStatus: string };
    }>('DescribeTimeToLive', { TableName: table.name });
    expect(TimeToLiveDescription.TimeToLiveStatus).toBe('ENABLED');
    expect(await hasRecovery()).toBe(true);

    // As an earlier run left it that broke off: the next one repairs it.
    await dynamodb('UpdateContinuousBackups', {
      TableName: table.name,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    });
    const again = await command('restore', '--from', table.name);
    expect(again.output).toContain(`Switched on for ${table.name}: point in time recovery.`);
    expect(again.code).toBe(0);
    expect(await hasRecovery()).toBe(true);

    cluster.remove('secrets', 'payments', 'ecr-credentials');
    expect((await api.refresh('survivor')).status).toMatchObject({ phase: 'Healthy' });
    expect(cluster.secret('payments', 'ecr-credentials')).toBeDefined();
    // CloudFormation identifies the table by name, and continues with the new one.
    expect((await command('deploy', '--param', 'allowedCidrs=127.0.0.0/8')).code).toBe(0);
    expect((await api.read('survivor')).name).toBe('survivor');
  }, 300_000);
}

/** Like a mistake in the console. */
async function forget({ table }: World, name: string): Promise<void> {
  await table.client.send(
    new DeleteCommand({ TableName: table.name, Key: { pk: `CLUSTER#${name}`, sk: 'RECORD' } }),
  );
}
