import { readTableDefinition } from '../../../shared/clusters/store/tableDefinition.ts';
import { startTypicalFleet, type TypicalFleet } from './typicalFleet.ts';
import { entryOf, type Item, itemBytes, readUnits, writeUnits } from './units.ts';

/** AWS calls by their name. */
type Calls = Readonly<Record<string, number>>;

export interface Measured {
  /** Calls for one batch of ten: on a cold worker, and on one that has the token. */
  coldBatch: Calls;
  warmBatch: Calls;
  /** Calls for one batch of ten sweeps that find everything in order. */
  sweepBatch: Calls;
  /** Calls of one tick with ten clusters due. */
  tick: Calls;
  /** DynamoDB's units for one push: the most for any of the ten. */
  readUnits: number;
  claimUnits: number;
  /** For recording a push's result: with the same token as before, and with another. */
  resultUnitsSameToken: number;
  resultUnits: number;
  /** The same for a sweep. */
  sweepClaimUnits: number;
  sweepResultUnits: number;
  requests: number;
  sweepRequests: number;
  sweepBytesToCluster: number;
  sweepLogBytes: number;
  connections: number;
  bytesToCluster: number;
  pushLogBytes: number;
  batchMetricsBytes: number;
  tickLogBytes: number;
  tickMetricsBytes: number;
  storedBytes: number;
  listingBytes: number;
  recordBytes: number;
}

/** Runs tick and batches with the real handlers until the fleet is in its steady state, and measures the last ones. */
export async function measure(): Promise<Measured> {
  const typical = await startTypicalFleet();
  try {
    await refresh(typical);
    const warm = await refresh(typical);
    await typical.anotherWorker();
    const cold = await refresh(typical);
    const sweep = await refresh(typical, 'sweep');
    const stored = await storedOf(cold.after[0] ?? {});
    return {
      coldBatch: cold.batchCalls,
      warmBatch: warm.batchCalls,
      tick: warm.tickCalls,
      readUnits: Math.max(...cold.claimed.map((item) => readUnits([item]))),
      claimUnits: await most(cold.before, cold.claimed),
      resultUnitsSameToken: await most(warm.claimed, warm.after),
      resultUnits: await most(cold.claimed, cold.after),
      requests: cold.requests / typical.names.length,
      connections: cold.connections / typical.names.length,
      bytesToCluster: cold.bytesToCluster / typical.names.length,
      pushLogBytes: longest(cold.batchLines, '"message":"pushed"'),
      sweepBatch: sweep.batchCalls,
      sweepClaimUnits: await most(sweep.before, sweep.claimed),
      sweepResultUnits: await most(sweep.claimed, sweep.after),
      sweepRequests: sweep.requests / typical.names.length,
      sweepBytesToCluster: sweep.bytesToCluster / typical.names.length,
      sweepLogBytes: sweep.batchLines.filter((line) => !line.includes('"_aws"')).join('').length,
      batchMetricsBytes: longest(warm.batchLines, '"_aws"'),
      tickLogBytes: longest(cold.tickLines, '"message":"tick"'),
      tickMetricsBytes: longest(cold.tickLines, '"_aws"'),
      ...stored,
    };
  } finally {
    await typical.stop();
  }
}

/** Makes all clusters due, and has them pushed. */
async function refresh(typical: TypicalFleet, what: 'refresh' | 'sweep' = 'refresh') {
  const { fleet, proxy, lines } = typical;
  await typical.makeDue(what);
  const before = await typical.items();
  typical.quiet();
  await typical.tick();
  const tickCalls = callsOf(typical);
  const tickLines = [...lines];
  const claimed = await typical.items();
  typical.quiet();
  await typical.push();
  const batchCalls = callsOf(typical);
  const batchLines = [...lines];
  const requests = fleet.cluster.requests.total;
  const [connections, bytesToCluster] = [proxy.connections(), proxy.sent()];
  const after = await typical.items();
  return {
    before,
    claimed,
    after,
    tickCalls,
    tickLines,
    batchCalls,
    batchLines,
    requests,
    connections,
    bytesToCluster,
  };
}

/** What the functions may call; Lambda itself moves messages out of the queue. */
const operations = [
  'BatchGetItem',
  'GetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchGetSecretValue',
  'GetSecretValue',
  'GetAuthorizationToken',
  'AssumeRole',
  'SendMessageBatch',
  'SendMessage',
] as const;

function callsOf({ fleet }: TypicalFleet): Calls {
  const counted = operations.map((operation) => [operation, fleet.aws.calls.count({ operation })] as const);
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

async function most(before: readonly Item[], after: readonly Item[]): Promise<number> {
  const table = await readTableDefinition();
  return Math.max(...before.map((item, index) => writeUnits(item, after[index] ?? {}, table)));
}

/** DynamoDB stores another 100 bytes for each item and each index entry. */
const overhead = 100;

async function storedOf(item: Item) {
  const table = await readTableDefinition();
  const entries = (table.GlobalSecondaryIndexes ?? []).map((index) => ({
    index: index.IndexName,
    entry: entryOf(item, index, table),
  }));
  const sizes = entries.flatMap(({ entry }) => (entry === undefined ? [] : [itemBytes(entry) + overhead]));
  const listing = entries.find(({ index }) => index === 'listing')?.entry ?? {};
  return {
    recordBytes: itemBytes(item),
    listingBytes: itemBytes(listing),
    storedBytes: sizes.reduce((sum, size) => sum + size, itemBytes(item) + overhead),
  };
}

function longest(lines: readonly string[], holding: string): number {
  return Math.max(...lines.filter((line) => line.includes(holding)).map((line) => Buffer.byteLength(line)));
}
