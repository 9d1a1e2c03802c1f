import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommandError } from '../../program/errors.ts';
import type { Watching } from '../../program/io.ts';
import type { Source } from './source.ts';
import { restoreBackup, restoreTime, statusOf, untilActive } from './tables.ts';

interface Asked {
  /** Reports to the admin. */
  say: (line: string) => void;
  /** The command that continues from a table that was restored earlier. */
  again: (table: string) => string;
  watching: Watching;
}

/**
 * Prepares the table to copy from, and returns its name: the stage's own if that was gone and a backup replaced it.
 * CloudFormation identifies the table by name, so the stack continues with the new one.
 */
export async function prepareSource(
  client: DynamoDBClient,
  { name, source }: { name: string; source: Source },
  { say, again, watching }: Asked,
): Promise<string> {
  const isGone = (await statusOf(client, name)) === 'none';
  if (source.kind === 'table') {
    if (isGone)
      throw new CommandError(`There is no table ${name} to copy into.`, {
        remedy:
          'Deploy the stage first. If the table was deleted, restore a backup in its place: --backup ARN, from `aws dynamodb list-backups --backup-type ALL`.',
      });
    if ((await statusOf(client, source.name)) === 'none')
      throw new CommandError(`There is no table ${source.name}.`, {
        remedy: '`aws dynamodb list-tables` lists those that are there.',
      });
    return source.name;
  }
  const inPlace = isGone && source.kind === 'backup';
  const target = inPlace ? name : `${name}-restored-${stamp(new Date(watching.now()))}`;
  say(`Restoring into the table ${target}: minutes for a small table.`);
  if (source.kind === 'backup') await restoreBackup(client, source.arn, target);
  else await restoreTime(client, name, target, source.at);
  try {
    await untilActive(client, target, watching);
  } catch (error) {
    if (watching.signal.aborted) say(`AWS goes on restoring. Later: ${again(target)}`);
    throw error;
  }
  return target;
}

/** 20260301120000 */
const stamp = (time: Date) => time.toISOString().replace(/\D/g, '').slice(0, 14);
