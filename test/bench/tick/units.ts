/** What DynamoDB charges for, according to its emulator: without writes to the indexes. */
export interface Units {
  requests: number;
  /** Read units: 4 KiB, read consistently. */
  read: number;
  /** Write units: 1 KiB. */
  written: number;
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/**
 * The units in one answer to a request that asked for them. A query that finds nothing costs half a read unit, which
 * the emulator leaves out; a write whose condition failed costs one.
 */
export function unitsOf(operation: string, answer: Record<string, unknown>): Pick<Units, 'read' | 'written'> {
  const all = [answer['ConsumedCapacity'] ?? []].flat() as { CapacityUnits?: number }[];
  const units = all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return writes.has(operation)
    ? { read: 0, written: Math.max(1, units) }
    : { read: Math.max(0.5, units), written: 0 };
}
