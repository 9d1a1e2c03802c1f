import type { Figure } from '../report/figure.ts';
import { checkDrained } from './checkDrained.ts';
import type { Cost } from './cost.ts';
import { drain } from './drain.ts';
import { figuresOf, type Round } from './figures.ts';
import { type Bundles, type Fixture, startFixture, upTo } from './fixture.ts';
import { histogram, largestPart } from './herd.ts';
import { type PushPool, startPushPool } from './pushPool.ts';

const count = 10_000;
/** Clusters in the first pair, which only warms up. */
const warmUp = 2000;
const workers = 4;
/** Concurrent connections of the raw loop. 16 keep two cores busy. */
const concurrency = 16;
const minute = 60_000;

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
      return { figures: figuresOf(measured, count), raw: { count, workers, concurrency, rounds: measured } };
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
