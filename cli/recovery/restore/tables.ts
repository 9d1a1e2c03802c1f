import {
  DescribeTableCommand,
  type DynamoDBClient,
  ListBackupsCommand,
  ResourceNotFoundException,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  TableNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { poll } from '../../poll.ts';
import { CommandError } from '../../program/errors.ts';
import type { Watching } from '../../program/io.ts';

/** 'none' if there is no such table, otherwise DynamoDB's status: ACTIVE, CREATING, … */
export async function statusOf(client: DynamoDBClient, table: string): Promise<string> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.TableStatus ?? 'none';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'none';
    throw error;
  }
}

/** Begins to restore `source`, as it was at a time, into a new table. */
export async function restoreTime(client: DynamoDBClient, source: string, target: string, at: Date) {
  try {
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: source,
        TargetTableName: target,
        RestoreDateTime: at,
      }),
    );
  } catch (error) {
    if (!(error instanceof TableNotFoundException)) throw error;
    throw new CommandError(`The table ${source} no longer exists.\n${await backupsOf(client, source)}`, {
      cause: error,
    });
  }
}

export async function restoreBackup(client: DynamoDBClient, arn: string, target: string): Promise<void> {
  await client.send(new RestoreTableFromBackupCommand({ BackupArn: arn, TargetTableName: target }));
}

/** Waits until a table can be read: minutes even for a small one. Throws the signal's reason once it aborts. */
export async function untilActive(client: DynamoDBClient, table: string, watching: Watching): Promise<void> {
  const aDay = 24 * 3600;
  await poll(aDay, watching, async () => (await statusOf(client, table)) === 'ACTIVE');
}

/** AWS keeps a last backup of a deleted table that had point-in-time recovery, for 35 days. */
async function backupsOf(client: DynamoDBClient, table: string): Promise<string> {
  const { BackupSummaries = [] } = await client.send(
    new ListBackupsCommand({ TableName: table, BackupType: 'ALL' }),
  );
  if (BackupSummaries.length === 0) return 'AWS has no backup of it either.';
  const lines = BackupSummaries.map(
    ({ BackupArn, BackupCreationDateTime }) =>
      `  --backup ${BackupArn}  of ${BackupCreationDateTime?.toISOString()}`,
  );
  return ['Restore a backup in its place:', ...lines].join('\n');
}
