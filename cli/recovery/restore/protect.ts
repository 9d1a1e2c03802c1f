import {
  ContinuousBackupsUnavailableException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { poll } from '../../poll.ts';
import type { Watching } from '../../program/io.ts';

/** Settings of infra/table.yml that a restore does not bring back, in the order in which to switch them on. */
const protections = ['deletion protection', 'time to live', 'point in time recovery'] as const;
export type Protection = (typeof protections)[number];

/**
 * Which of them a table lacks. Deletion protection alone may be off on purpose (deploy parameter
 * `deletionProtection`): it counts only if another is off too, as after a restore.
 */
export async function lacking(client: DynamoDBClient, table: string): Promise<Protection[]> {
  const given = { TableName: table };
  const [{ Table }, { TimeToLiveDescription }, { ContinuousBackupsDescription }] = await Promise.all([
    client.send(new DescribeTableCommand(given)),
    client.send(new DescribeTimeToLiveCommand(given)),
    client.send(new DescribeContinuousBackupsCommand(given)),
  ]);
  const { PointInTimeRecoveryDescription } = ContinuousBackupsDescription ?? {};
  const on: Record<Protection, boolean> = {
    'deletion protection': Table?.DeletionProtectionEnabled === true,
    'time to live': ['ENABLED', 'ENABLING'].includes(TimeToLiveDescription?.TimeToLiveStatus ?? ''),
    'point in time recovery': PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED',
  };
  const off = protections.filter((protection) => !on[protection]);
  return off.length === 1 && off[0] === 'deletion protection' ? [] : off;
}

const switchOn: Record<Protection, (client: DynamoDBClient, table: string) => Promise<unknown>> = {
  'deletion protection': (client, TableName) =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true })),
  'time to live': (client, TableName) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
    ),
  'point in time recovery': (client, TableName) =>
    client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    ),
};

/** What is refused only for minutes: for a table that was just made or is being changed. */
function passes(error: unknown): boolean {
  return error instanceof ContinuousBackupsUnavailableException || error instanceof ResourceInUseException;
}

/**
 * Switches on what a table lacks, deletion protection first, and retries while DynamoDB does not accept it yet. May be
 * repeated: what is on stays as it is.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 *
 * @param seconds how long each may be refused
 * @returns what is still off then
 * @throws DynamoDB's other errors, and the signal's reason once it aborts
 */
export async function protect(
  client: DynamoDBClient,
  table: string,
  {
    print,
    watching,
    seconds = 1_800,
  }: { print: (line: string) => void; watching: Watching; seconds?: number },
): Promise<Protection[]> {
  const left: Protection[] = [];
  for (const protection of await lacking(client, table)) {
    let told = false;
    const done = await poll(seconds, watching, async () => {
      try {
        await switchOn[protection](client, table);
        return true;
      } catch (error) {
        if (!passes(error)) throw error;
        if (!told) print(`DynamoDB cannot switch on ${protection} yet. Trying again; this can take minutes.`);
        told = true;
        return undefined;
      }
    });
    if (done) print(`Switched on for ${table}: ${protection}.`);
    else left.push(protection);
  }
  return left;
}
