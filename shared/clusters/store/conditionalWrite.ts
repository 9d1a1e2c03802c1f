import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DeleteCommand, PutCommand, PutCommandOutput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getItem } from './getItem.ts';
import type { Table } from './table.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * How a write is recognised in the item that it left (undefined if there is none): by something that no other write
 * leaves. `repeatable`: the condition still holds after the write, so it may be done twice.
 */
export type Trace = 'repeatable' | ((item: Item | undefined) => boolean);

/**
 * The `mark` by which a write is recognised if nothing else in its item is unique to it. It is short, and the next
 * claim, which is unique itself, removes it: a record over a kilobyte costs one more write unit.
 */
export const newMark = () => randomBytes(9).toString('base64url');

/** Recognises the write by an attribute whose value no other write sets. */
export const leaves =
  (attribute: string, value: unknown): Trace =>
  (item) =>
    value !== undefined && item?.[attribute] === value;

/** The result of a write whose condition held. `item`: as the command requested it, or as it was read back. */
export interface Held {
  item?: Item | undefined;
}

/**
 * Writes if the condition holds; undefined if it does not. Every conditional write goes through here.
 *
 * If an answer is lost, the client sends the request again, and the condition fails on what the first attempt wrote:
 *
 *   we ── update when version=7 ──▶ version=8 ✓ ── ✗ the answer is lost
 *   we ── update when version=7 ──▶ version=8 ✗ ConditionalCheckFailedException
 *
 * So if a condition fails after more than one attempt, or nobody knows whether a write was done, the table decides. A
 * write that somebody else has overwritten by then counts as not done.
 * Source:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 *
 * @throws whatever the client throws, if the write was not done or cannot be read back
 */
export async function conditionalWrite(
  table: Table,
  command: UpdateCommand | PutCommand | DeleteCommand,
  key: Record<string, unknown>,
  trace: Trace,
): Promise<Held | undefined> {
  try {
    // The three commands answer alike, but the client's overloads do not accept their union.
    const { Attributes } = await table.client.send(command as PutCommand);
    return { item: Attributes as PutCommandOutput['Attributes'] };
  } catch (error) {
    const failed = error instanceof ConditionalCheckFailedException;
    if (triedOnce(error) || trace === 'repeatable') {
      if (failed) return undefined;
      throw error;
    }
    const item = await getItem(table, key).catch(() => {
      throw error;
    });
    if (trace(item)) return { item };
    if (failed) return undefined;
    throw error;
  }
}

/** Whether this one refusal is all that can have happened. */
function triedOnce(error: unknown): boolean {
  const { httpStatusCode = 0, attempts = 1 } =
    (error as Partial<ConditionalCheckFailedException>).$metadata ?? {};
  return attempts === 1 && httpStatusCode >= 400 && httpStatusCode < 500;
}
