import { join } from 'node:path';
import type { AttackName } from '../../support/hostile/attacks.ts';
import { type Bundles, startFixture, upTo } from '../fleet/fixture.ts';
import { startPushPool } from '../fleet/pushPool.ts';
import { startWorker } from '../processes/worker.ts';
import { type Figure, under } from '../report/figure.ts';
import { type Pair, pairsInTurns, ratioFigure } from '../report/pairs.ts';
import type { HostileAnswer, HostileQuestion } from './hostileProgram.ts';
import { pushBatch, type Tenth } from './round.ts';

const nine = upTo(9);
const healthy = 9;

/** As many as the clusters in docs/scaling.md have. The hostile one has more: each gets an answer. */
const namespaces = 20;
const ofHostile = 100;

/** Attacks that used to fill a worker's memory, and those that take most of its time. */
const kinds: readonly AttackName[] = [
  'a success of 31 MiB',
  'a refusal of 31 MiB',
  'a refusal that quotes at length',
  'a success of single bytes',
  'answers before the answer without end',
];

const closeEnough = 0.06;

/** One hostile server in a batch of ten on one worker, alternating with a healthy one in its place. */
export async function benchHostile(
  bundles: Bundles,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const fixture = await startFixture(bundles, folder, { indexes: upTo(10), workers: 1 });
  const hostile = startWorker<HostileQuestion, HostileAnswer>(join(import.meta.dirname, 'hostileProgram.ts'));
  try {
    const { services, port, ca } = fixture;
    await services.ask({ ask: 'secrets', indexes: upTo(10), port, ca });
    const tenths = new Map<AttackName, Tenth>();
    for (const [n, attack] of kinds.entries()) {
      const index = healthy + 1 + n;
      const server = await hostile.ask({ index, attack });
      await services.ask({ ask: 'secrets', indexes: [index], ...server });
      tenths.set(attack, { index, port: server.port, namespaces: ofHostile });
    }
    const pool = startPushPool(fixture, { perWorker: 1 });
    try {
      const batch = (tenth: Tenth) =>
        Promise.race([pushBatch(fixture, { nine, namespaces }, tenth), pool.failed]);
      const beside = async (attack: AttackName, tenth: Tenth) => {
        const { milliseconds, tenth: outcome } = await batch(tenth);
        if (outcome.phase !== 'Failing' || outcome.claimed)
          throw new Error(`A server that answers ${attack} should be recorded as Failing: ${outcome.phase}`);
        return milliseconds;
      };
      const besideHealthy = async () => (await batch({ index: healthy, port, namespaces })).milliseconds;

      const peakOf = async () => (await fixture.pushes[0]?.ask({ ask: 'pushed' }))?.peak ?? Number.NaN;
      for (let warm = 0; warm < 3; warm++) await besideHealthy();
      const usualPeak = await peakOf();
      const pairs = await pairsInTurns({ rounds, closeEnough }, (round) => {
        const [attack, tenth] = [...tenths][round % tenths.size] ?? [];
        if (attack === undefined || tenth === undefined) throw new Error('there is no attack');
        return { ours: () => beside(attack, tenth), theirs: besideHealthy };
      });
      const peak = await peakOf();
      return { figures: figuresOf(pairs, peak), raw: { pairs, peak, usualPeak } };
    } finally {
      await pool.stop();
    }
  } finally {
    await hostile.stop();
    await fixture.stop();
  }
}

function figuresOf(pairs: readonly Pair[], peak: number): Figure[] {
  const megabytes = peak / 1_000_000;
  return [
    ratioFigure('1 hostile server in a batch of 10: the other 9 : their usual time', pairs, 1.25),
    under('The same: resident memory of the worker, at its peak', megabytes, {
      limit: 400,
      must: '< 400 MB',
      shown: `${megabytes.toFixed(0)} MB`,
    }),
  ];
}
