import type { PushMessage } from '../../../shared/clusters/dispatch.ts';
import { uncertainty } from '../report/statistics.ts';
import type { Fixture } from './fixture.ts';
import type { Round } from './round.ts';

export interface Pair {
  ours: Round;
  theirs: Round;
}

export const ratioOf = ({ ours, theirs }: Pair): number => ours.milliseconds / theirs.milliseconds;

let serial = 0;

/** Once the median of the ratios is known this precisely, further rounds would show nothing new. */
const closeEnough = 0.03;
const mostTimesTheRounds = 2;

/**
 * Ours, theirs, ours, theirs, …; the first pair only warms up. Every round writes a new token. On a busy machine there
 * are up to twice as many rounds, until the ratio is certain: that depends on how much the ratios differ from each
 * other, never on their size.
 */
export async function runPairs(
  fixture: Fixture,
  { port, rounds, concurrency }: { port: number; rounds: number; concurrency: number },
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds * mostTimesTheRounds; round++) {
    if (round > rounds && uncertainty(pairs.map(ratioOf)) <= closeEnough) break;
    const ours = await pushOnce(fixture, { port, include: fixture.namespaces });
    const theirs = await loopOnce(fixture, port, concurrency);
    if (round > 0) pairs.push({ ours, theirs });
  }
  return pairs;
}

/** One invocation of the push function, for a cluster that it has not seen, with a token that it does not have. */
export async function pushOnce(
  { aws, push, plane, namespaces }: Fixture,
  { port, include }: { port: number; include: string[] },
): Promise<Round> {
  const { name, region } = next();
  const kubeconfig = plane.kubeconfig({ user: 'pullpass' }).replace(`:${plane.port}`, `:${port}`);
  const message = await aws.ask({ ask: 'register', name, region, kubeconfig, include });
  const round = await push.ask(message as unknown as PushMessage);
  const outcome = await aws.ask({ ask: 'outcome', name });
  const { ready } = outcome['namespaces'] as { ready: number };
  if (outcome['phase'] !== 'Healthy' || ready !== namespaces.length)
    throw new Error(`A push that was measured did not do its work: ${JSON.stringify(outcome)}`);
  return round;
}

function loopOnce({ raw, plane, namespaces }: Fixture, port: number, concurrency: number): Promise<Round> {
  const token = plane.tokens['raw'] ?? '';
  return raw.ask({ ...next(), port, ca: plane.ca, token, namespaces, concurrency });
}

/** A region's token is reused while half its life is left, so a new region gives a new token. */
function next(): { name: string; region: string } {
  serial++;
  const letters = `${String.fromCharCode(97 + Math.floor(serial / 26))}${String.fromCharCode(97 + (serial % 26))}`;
  return { name: `bench-${letters}`, region: `eu-bench${letters}-1` };
}
