import { atMost, type Figure } from './figure.ts';
import { median, medianRatio, uncertainty } from './statistics.ts';

/** Two times measured one after the other, in milliseconds. */
export interface Pair {
  ours: number;
  theirs: number;
}

const ratioOf = ({ ours, theirs }: Pair): number => ours / theirs;

const warmUps = 2;
const mostTimesTheRounds = 4;

/**
 * Measures both sides alternately, changing which goes first with every round. The first two rounds warm up and do not
 * count. On a busy machine there are up to four times as many rounds, until the ratio is certain to `closeEnough`.
 */
export async function pairsInTurns(
  { rounds, closeEnough }: { rounds: number; closeEnough: number },
  sidesOf: (round: number) => { ours(): Promise<number>; theirs(): Promise<number> },
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < warmUps + rounds * mostTimesTheRounds; round++) {
    const isCertain = pairs.length >= rounds && uncertainty(pairs.map(ratioOf)) <= closeEnough;
    if (isCertain) break;
    const { ours, theirs } = sidesOf(round);
    const pair =
      round % 2 === 0
        ? { ours: await ours(), theirs: await theirs() }
        : { theirs: await theirs(), ours: await ours() };
    if (round >= warmUps) pairs.push(pair);
  }
  return pairs;
}

/** The median of the ratios, its uncertainty, and the median of each side. */
export function ratioFigure(what: string, pairs: readonly Pair[], limit: number): Figure {
  const ratio = medianRatio(pairs);
  const give = uncertainty(pairs.map(ratioOf)).toFixed(2);
  const [ours, theirs] = (['ours', 'theirs'] as const).map((side) =>
    median(pairs.map((pair) => pair[side])).toFixed(0),
  );
  return atMost(what, ratio, {
    limit,
    must: `≤ ${limit.toFixed(2)}×`,
    shown: `${ratio.toFixed(2)}× ± ${give} (${ours} ms : ${theirs} ms)`,
  });
}
