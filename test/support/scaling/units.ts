import type { TableDefinition } from '../../../shared/clusters/store/tableDefinition.ts';

/** An item as the document client returns it. */
export type Item = Readonly<Record<string, unknown>>;

type Index = NonNullable<TableDefinition['GlobalSecondaryIndexes']>[number];

const kilobyte = 1024;

/**
 * Bytes of an item as DynamoDB counts them: names and values; strings in UTF-8; a byte for two digits of a number, plus
 * one; 3 bytes for a list or map, plus 1 for each of its elements.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0);
}

/**
 * Write request units of one write with this result: first for the table, then for every index that it affects. An
 * index whose key changed costs two writes; one in which another attribute changed costs one.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function writeUnits(before: Item, after: Item, table: TableDefinition): number {
  const ofTable = inKilobytes(Math.max(itemBytes(before), itemBytes(after)));
  return (table.GlobalSecondaryIndexes ?? []).reduce(
    (sum, index) => sum + indexUnits(entryOf(before, index, table), entryOf(after, index, table), index),
    ofTable,
  );
}

/** What an index keeps of an item; undefined if the item lacks a key of the index. */
export function entryOf(item: Item, index: Index, table: TableDefinition): Item | undefined {
  const keys = keysOf(index);
  if (keys.some((key) => item[key] === undefined)) return undefined;
  const kept = new Set([...keys, ...keysOf(table), ...(index.Projection?.NonKeyAttributes ?? [])]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}

/** Read request units for strongly consistent reads of whole items, each by its key. */
export function readUnits(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + Math.ceil(itemBytes(item) / (4 * kilobyte)), 0);
}

function indexUnits(before: Item | undefined, after: Item | undefined, index: Index): number {
  const size = (item: Item | undefined) => (item === undefined ? 0 : inKilobytes(itemBytes(item)));
  if (before === undefined || after === undefined) return size(before) + size(after);
  if (keysOf(index).some((key) => before[key] !== after[key])) return size(before) + size(after);
  return JSON.stringify(before) === JSON.stringify(after) ? 0 : Math.max(size(before), size(after));
}

const keysOf = ({ KeySchema = [] }: Pick<Index, 'KeySchema'>) =>
  KeySchema.flatMap(({ AttributeName }) => AttributeName ?? []);

const inKilobytes = (bytes: number) => Math.ceil(bytes / kilobyte);
const textBytes = (text: string) => Buffer.byteLength(text);

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
  if (typeof value === 'boolean' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + 1 + valueBytes(each), 3);
  const entries = Object.entries(value as Item);
  return entries.reduce((sum, [name, each]) => sum + 1 + textBytes(name) + valueBytes(each), 3);
}
