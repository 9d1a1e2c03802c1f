import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DeleteCommand,
  GetCommand,
  type PutCommand,
  type PutCommandOutput,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

export type Item = Readonly<Record<string, unknown>>;

/**
 * How a write is known again in the item that it left, undefined if there is none: by something that no other
 * write leaves there. `repeatable`: the condition holds after the write too, so that it may be done twice.
 */
export type Trace = 'repeatable' | ((item: Item | undefined) => boolean);

/**
 * What a write leaves as `mark` in its item to be known by, where nothing else in it is its own. Short, and taken away
 * by the next claim, which is known by itself: a record that outgrows a kilobyte costs a write unit more.
 */
export const newMark = () => randomBytes(9).toString('base64url');

/** Known by an attribute whose value no other write sets. */
export const leaves =
  (attribute: string, value: unknown): Trace =>
  (item) =>
    value !== undefined && item?.[attribute] === value;

/** What came of a write whose condition held. `item`: as the command asked for it, or as it was read back. */
export interface Held {
  item?: Item | undefined;
}

/**
 * Writes where the condition holds; undefined if it does not. Every conditional write of ours goes through here.
 *
 * An answer that is lost on its way makes the client ask again, and the condition then fails on what the first try
 * wrote:
 *
 *   we ── update when version=7 ──▶ version=8 ✓ ── ✗ the answer is lost
 *   we ── update when version=7 ──▶ version=8 ✗ ConditionalCheckFailedException
 *
 * So a condition that fails after more than one try, and a write of which it stays unknown whether it was done, are
 * decided by what is in the table then. What somebody else wrote over in that moment counts as not done.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 *
 * @throws whatever the client throws where the write was not done, or cannot be read back either
 */
export async function conditionalWrite(
  table: Table,
  command: UpdateCommand | PutCommand | DeleteCommand,
  key: Record<string, unknown>,
  trace: Trace,
): Promise<Held | undefined> {
  try {
    // The three commands answer alike; the client's overloads do not take their union.
    const { Attributes } = await table.client.send(command as PutCommand);
    return { item: Attributes as PutCommandOutput['Attributes'] };
  } catch (error) {
    const failed = error instanceof ConditionalCheckFailedException;
    if (triedOnce(error) || trace === 'repeatable') {
      if (failed) return undefined;
      throw error;
    }
    const item = await readBack(table, key, error);
    if (trace(item)) return { item };
    if (failed) return undefined;
    throw error;
  }
}

/** Whether nothing but this one refusal can have come of it. */
function triedOnce(error: unknown): boolean {
  const { httpStatusCode = 0, attempts = 1 } =
    (error as Partial<ConditionalCheckFailedException>).$metadata ?? {};
  return attempts === 1 && httpStatusCode >= 400 && httpStatusCode < 500;
}

async function readBack(table: Table, key: Record<string, unknown>, because: unknown) {
  try {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
    );
    return Item;
  } catch {
    throw because;
  }
}
