import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ClusterRecord } from '../record.ts';
import { conditionExpression, equals } from './clause.ts';
import { heldCondition, recordKey, type Table, updateRecord } from './table.ts';

/**
 * The end of a cluster, in steps that may each be the last one done: cleaned, then its secret goes, then
 * its record. Every step asks for the claim it was dispatched with, for the name may have been forgotten by
 * force meanwhile and registered anew: that one's secret and record must stay.
 */
export function markCleaned(table: Table, { name, claim }: ClusterRecord): Promise<boolean> {
  return updateRecord(table, name, { cleaned: true }, equals('claim', claim));
}

/** Deletes the record; its events stay until they age out. False where the claim is not the same any more. */
export function forgetCluster(table: Table, { name, claim }: ClusterRecord): Promise<boolean> {
  return heldCondition(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: recordKey(name),
        ...conditionExpression(equals('claim', claim)),
      }),
    ),
  );
}
