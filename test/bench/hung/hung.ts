import { join } from 'node:path';
import { addressOf } from '../fleet/endpoints.ts';
import { type Bundles, type Fixture, startFixture } from '../fleet/fixture.ts';
import { startPushPool } from '../fleet/pushPool.ts';
import { startWorker } from '../processes/worker.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { median, medianRatio, uncertainty } from '../report/statistics.ts';
import type { DeafQuestion } from './deafProgram.ts';
import { checkHung, timeOfOthers } from './round.ts';

/** Clusters by their index. The first 19 are the others. */
const others = Array.from({ length: 19 }, (_, index) => index);
const healthy = 19;
const hung = { connect: 20, handshake: 21, 'first-byte': 22 };

interface Pair {
  /** Milliseconds until the others are recorded, beside the hung one. */
  ours: number;
  /** And beside a healthy one. */
  theirs: number;
}

const ratioOf = ({ ours, theirs }: Pair): number => ours / theirs;

/** As for the pushes to one cluster: on a busy machine there are more rounds, until the ratio is certain. */
const closeEnough = 0.04;
const mostTimesTheRounds = 4;

/** One hung cluster among 20, at connect, in the TLS handshake and before the first byte, in turns. */
export async function benchHung(
  bundles: Bundles,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const answering = [...others, healthy, hung.handshake, hung['first-byte']];
  const fixture = await startFixture(bundles, folder, { indexes: answering, workers: 2 });
  const deaf = startWorker<DeafQuestion, void>(join(import.meta.dirname, 'deafProgram.ts'));
  try {
    await letThemHang(fixture, deaf);
    const { services, port, ca } = fixture;
    const indexes = [...answering, hung.connect];
    await services.ask({ ask: 'secrets', indexes, port, ca });
    // Every push to a hung cluster goes on beside the rounds that follow.
    const pool = startPushPool(fixture, { perWorker: 50 });
    try {
      const pairs: Pair[] = [];
      for (let round = -2; round < rounds * mostTimesTheRounds; round++) {
        if (round >= rounds && uncertainty(pairs.map(ratioOf)) <= closeEnough) break;
        const kinds = Object.values(hung);
        const ill = kinds[(round + kinds.length) % kinds.length] ?? hung.connect;
        const time = (one: number) => Promise.race([timeOfOthers(fixture, others, one), pool.failed]);
        const withHung = () => time(ill);
        const without = () => time(healthy);
        const pair =
          round % 2 === 0
            ? { ours: await withHung(), theirs: await without() }
            : { theirs: await without(), ours: await withHung() };
        if (round >= 0) pairs.push(pair);
      }
      await checkHung(fixture, Object.values(hung));
      return { figures: [figureOf(pairs)], raw: { pairs } };
    } finally {
      await pool.stop();
    }
  } finally {
    await deaf.stop();
    await fixture.stop();
  }
}

async function letThemHang(
  { endpoints, port }: Fixture,
  deaf: { ask(question: DeafQuestion): Promise<void> },
): Promise<void> {
  await endpoints.ask({ ask: 'hang', index: hung.handshake, at: 'handshake' });
  await endpoints.ask({ ask: 'hang', index: hung['first-byte'], at: 'first-byte' });
  await deaf.ask({ address: addressOf(hung.connect), port });
  await endpoints.ask({ ask: 'fill', index: hung.connect });
}

function figureOf(pairs: readonly Pair[]): Figure {
  const ratio = medianRatio(pairs);
  const give = uncertainty(pairs.map(ratioOf));
  const ours = median(pairs.map((pair) => pair.ours)).toFixed(0);
  const theirs = median(pairs.map((pair) => pair.theirs)).toFixed(0);
  return atMost('1 hung cluster among 20: the other 19 : their usual time', ratio, {
    limit: 1.1,
    must: '≤ 1.10×',
    shown: `${ratio.toFixed(2)}× ± ${give.toFixed(2)} (${ours} ms : ${theirs} ms)`,
  });
}
