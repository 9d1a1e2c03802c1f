import { join } from 'node:path';
import { addressOf } from '../fleet/endpoints.ts';
import { type Bundles, type Fixture, startFixture } from '../fleet/fixture.ts';
import { startPushPool } from '../fleet/pushPool.ts';
import { startWorker } from '../processes/worker.ts';
import type { Figure } from '../report/figure.ts';
import { pairsInTurns, ratioFigure } from '../report/pairs.ts';
import type { DeafQuestion } from './deafProgram.ts';
import { checkHung, timeOfOthers } from './round.ts';

/** Clusters by their index. The first 19 are the others. */
const others = Array.from({ length: 19 }, (_, index) => index);
const healthy = 19;
const hung = { connect: 20, handshake: 21, 'first-byte': 22 };

const closeEnough = 0.04;

/** One hung cluster among 20, in turn at connect, in the TLS handshake and before the first byte. */
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
    // Every push to a hung cluster goes on during the following rounds.
    const pool = startPushPool(fixture, { perWorker: 50 });
    try {
      const kinds = Object.values(hung);
      const time = (one: number) => Promise.race([timeOfOthers(fixture, others, one), pool.failed]);
      const pairs = await pairsInTurns({ rounds, closeEnough }, (round) => ({
        ours: () => time(kinds[round % kinds.length] ?? hung.connect),
        theirs: () => time(healthy),
      }));
      await checkHung(fixture, kinds);
      return {
        figures: [ratioFigure('1 hung cluster among 20: the other 19 : their usual time', pairs, 1.1)],
        raw: { pairs },
      };
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
