import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { atMost, exactly, type Figure, under } from '../report/figure.ts';
import { median, uncertainty } from '../report/statistics.ts';
import { countRequests } from './countRequests.ts';
import { checkEqualBodies } from './equalBodies.ts';
import { startFixture } from './fixture.ts';
import type { Round } from './round.ts';
import { type Pair, ratioOf, runPairs } from './runPairs.ts';

const count = 1000;
const concurrency = 16;

/** A push to 1,000 namespaces of one real kube-apiserver, against a raw loop: time, requests and memory. */
export async function benchCluster(
  bundle: Bundle,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const fixture = await startFixture(bundle, folder, count);
  try {
    const near = await runPairs(fixture, { port: fixture.plane.port, rounds, concurrency });
    const bodyBytes = await checkEqualBodies(fixture.plane, fixture.namespaces[0] ?? '');
    const far = await runPairs(fixture, { port: fixture.farPort, rounds, concurrency });
    checkDelay(far, 50);
    const requests = await countRequests(fixture);
    const peak = Math.max(...[...near, ...far].map(({ ours }) => ours.peakResidentBytes));
    return {
      figures: [
        exactly('Requests per namespace, steady state, no service accounts', requests.perNamespace, {
          wanted: 1,
          must: '1.0',
          shown: `${requests.perNamespace.toFixed(3)} (the list for a glob: ${requests.listPages} pages more)`,
        }),
        timeFigure('0 ms', near),
        timeFigure('50 ms', far),
        under('Peak memory of the push worker on 1,000 namespaces', peak, {
          limit: 256 * 2 ** 20,
          must: 'under 256 MB',
          shown: `${(peak / 2 ** 20).toFixed(0)} MB`,
        }),
      ],
      raw: { namespaces: count, concurrency, bodyBytes, requests, near, far },
    };
  } finally {
    await fixture.stop();
  }
}

function timeFigure(roundTrip: string, pairs: readonly Pair[]): Figure {
  const ratio = median(pairs.map(ratioOf));
  const give = uncertainty(pairs.map(ratioOf)).toFixed(2);
  const rate = (of: (pair: Pair) => Round) =>
    ((1000 * count) / median(pairs.map((pair) => of(pair).milliseconds))).toFixed(0);
  const shown = `${ratio.toFixed(2)}× ± ${give} (${rate(({ ours }) => ours)} : ${rate(({ theirs }) => theirs)} namespaces/s)`;
  const what = `Whole push to 1,000 namespaces : a raw loop at ${concurrency}, ${roundTrip} round trip`;
  return atMost(what, ratio, { limit: 1.1, must: '≤ 1.10×', shown });
}

/** Neither side can be faster than its round trips; if one is, the proxy does not delay as it should. */
function checkDelay(pairs: readonly Pair[], roundTrip: number): void {
  const least = (count / concurrency) * roundTrip;
  for (const { milliseconds } of pairs.flatMap(({ ours, theirs }) => [ours, theirs]))
    if (milliseconds < least)
      throw new Error(
        `The delaying proxy does not delay: a round took ${milliseconds} ms, not ${least} or more.`,
      );
}
