import { atMost, type Figure } from '../report/figure.ts';
import { median, medianRatio } from '../report/statistics.ts';
import { checkDrained } from './checkDrained.ts';
import type { Cost } from './cost.ts';
import { type Drain, drain } from './drain.ts';
import { type Bundles, type Fixture, startFixture, upTo } from './fixture.ts';
import { histogram, largestPart } from './herd.ts';
import { type PushPool, startPushPool } from './pushPool.ts';

const count = 10_000;
/** Of a first pair, which only warms everything up. */
const warmUp = 2000;
const workers = 4;
/** Of the raw loop: connections at once. Two cores are busy with 16. */
const concurrency = 16;
const minute = 60_000;

interface Pair {
  ours: Drain;
  theirs: Cost;
  /** Minutes until each cluster comes due again: how many in each 5 minutes. */
  nextDue: number[];
  largestPart: number;
}

/** 10,000 due clusters from the tick to the record, against a raw loop over the same endpoints. */
export async function benchFleet(
  bundles: Bundles,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const fixture = await startFixture(bundles, folder, { indexes: upTo(count), workers });
  try {
    const { services, port, ca } = fixture;
    await services.ask({ ask: 'secrets', indexes: upTo(count), port, ca });
    const pool = startPushPool(fixture, { perWorker: 1 });
    try {
      await pair(fixture, pool, warmUp);
      const pairs: Pair[] = [];
      for (let round = 0; round < rounds; round++) pairs.push(await pair(fixture, pool, count));
      return { figures: figuresOf(pairs), raw: { count, workers, concurrency, pairs } };
    } finally {
      await pool.stop();
    }
  } finally {
    await fixture.stop();
  }
}

async function pair(fixture: Fixture, pool: PushPool, due: number): Promise<Pair> {
  const { database, endpoints, raw, port, ca } = fixture;
  await database.ask({ ask: 'records', indexes: upTo(count).slice(due), port, due: false });
  await database.ask({ ask: 'records', indexes: upTo(due), port, due: true });
  await endpoints.ask({ ask: 'forget' });
  const began = Date.now();
  const ours = await drain(fixture, pool, due);
  const nextDue = await checkDrained(fixture, { count, due, began });
  const theirs = await raw.ask({ port, ca, count: due, concurrency });
  return {
    ours,
    theirs,
    nextDue: histogram(nextDue, began, 5 * minute, 24),
    largestPart: largestPart(nextDue, 5 * minute),
  };
}

function figuresOf(pairs: readonly Pair[]): Figure[] {
  const compare = (
    what: string,
    limit: number,
    ours: (pair: Pair) => number,
    theirs: (pair: Pair) => number,
  ) => {
    const compared = pairs.map((pair) => ({ ours: ours(pair), theirs: theirs(pair) }));
    return { what, limit, ratio: medianRatio(compared), ...medians(compared) };
  };
  const time = compare(
    '10,000 due clusters, tick to record : a raw loop of TLS and one write',
    4,
    ({ ours }) => ours.milliseconds,
    ({ theirs }) => theirs.milliseconds,
  );
  const cpu = compare(
    'CPU of the push workers : of that loop',
    3,
    ({ ours }) => ours.pushCpuMilliseconds,
    ({ theirs }) => theirs.cpuMilliseconds,
  );
  const part = median(pairs.map(({ largestPart }) => largestPart));
  return [
    atMost(time.what, time.ratio, {
      limit: time.limit,
      must: '≤ 4×',
      shown: `${time.ratio.toFixed(2)}× (${(time.ours / 1000).toFixed(1)} s : ${(time.theirs / 1000).toFixed(1)} s)`,
    }),
    atMost(cpu.what, cpu.ratio, {
      limit: cpu.limit,
      must: '≤ 3×',
      shown: `${cpu.ratio.toFixed(2)}× (${(cpu.ours / count).toFixed(2)} ms : ${(cpu.theirs / count).toFixed(2)} ms a cluster)`,
    }),
    atMost('Of these 10,000, next due within the same 5 minutes of 60', part, {
      limit: 0.12,
      must: '≤ 12 %',
      shown: `${(100 * part).toFixed(1)} %`,
    }),
  ];
}

function medians(compared: readonly { ours: number; theirs: number }[]) {
  return {
    ours: median(compared.map(({ ours }) => ours)),
    theirs: median(compared.map(({ theirs }) => theirs)),
  };
}
