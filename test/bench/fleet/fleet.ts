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

interface Round {
  ours: Drain;
  /** The loop right before, and right after. */
  theirs: [Cost, Cost];
  /** How many clusters come due again in each 5 minutes from the round's beginning on. */
  nextDue: number[];
  /** Of the fleet, 0 to 1: what comes due again within the same 5 minutes. */
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
      await drainAndCheck(fixture, pool, warmUp);
      await loop(fixture, warmUp);
      const measured: Round[] = [];
      let before = await loop(fixture, count);
      for (let round = 0; round < rounds; round++) {
        const drained = await drainAndCheck(fixture, pool, count);
        const after = await loop(fixture, count);
        measured.push({ ...drained, theirs: [before, after] });
        before = after;
      }
      process.stderr.write(
        `Next due, in each 5 minutes from a drain on: ${measured[0]?.nextDue.join(' ')}\n`,
      );
      return { figures: figuresOf(measured), raw: { count, workers, concurrency, rounds: measured } };
    } finally {
      await pool.stop();
    }
  } finally {
    await fixture.stop();
  }
}

async function drainAndCheck(fixture: Fixture, pool: PushPool, due: number): Promise<Omit<Round, 'theirs'>> {
  const { database, endpoints, port } = fixture;
  await database.ask({ ask: 'records', indexes: upTo(count).slice(due), port, due: false });
  await database.ask({ ask: 'records', indexes: upTo(due), port, due: true });
  await endpoints.ask({ ask: 'forget' });
  const began = Date.now();
  const ours = await drain(fixture, pool, due);
  const nextDue = await checkDrained(fixture, { count, due, began });
  return {
    ours,
    nextDue: histogram(nextDue, began, 5 * minute, 24),
    largestPart: largestPart(nextDue, 5 * minute),
  };
}

function loop({ raw, port, ca }: Fixture, many: number): Promise<Cost> {
  return raw.ask({ port, ca, count: many, concurrency });
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const mean = ([before, after]: Round['theirs'], of: (cost: Cost) => number) => (of(before) + of(after)) / 2;
  const times = rounds.map(({ ours, theirs }) => ({
    ours: ours.milliseconds,
    theirs: mean(theirs, ({ milliseconds }) => milliseconds),
  }));
  const cpus = rounds.map(({ ours, theirs }) => ({
    ours: ours.pushCpuMilliseconds,
    theirs: mean(theirs, ({ cpuMilliseconds }) => cpuMilliseconds),
  }));
  const [time, cpu] = [medianRatio(times), medianRatio(cpus)];
  const seconds = (of: 'ours' | 'theirs') => (median(times.map((each) => each[of])) / 1000).toFixed(1);
  const milliseconds = (of: 'ours' | 'theirs') => (median(cpus.map((each) => each[of])) / count).toFixed(2);
  const part = median(rounds.map(({ largestPart }) => largestPart));
  return [
    atMost('10,000 due clusters, tick to record : a raw loop of TLS and one write', time, {
      limit: 4,
      must: '≤ 4×',
      shown: `${time.toFixed(2)}× (${seconds('ours')} s : ${seconds('theirs')} s)`,
    }),
    atMost('CPU of the push workers for them : of that loop', cpu, {
      limit: 3,
      must: '≤ 3×',
      shown: `${cpu.toFixed(2)}× (${milliseconds('ours')} ms : ${milliseconds('theirs')} ms a cluster)`,
    }),
    atMost('Of these 10,000, next due within the same 5 minutes of 60', part, {
      limit: 0.12,
      must: '≤ 12 %',
      shown: `${(100 * part).toFixed(1)} % (the mean: 8.3 %)`,
    }),
  ];
}
