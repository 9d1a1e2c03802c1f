import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../fleet/awsProgram.ts';
import { clusterName } from '../fleet/endpoints.ts';
import type { Fixture } from '../fleet/fixture.ts';

/** A cluster, and the port of its API server. */
export interface Tenth {
  index: number;
  port: number;
  namespaces: number;
}

export interface Round {
  /** From the worker's invocation until the last of the nine is recorded. */
  milliseconds: number;
  /** How the tenth was recorded. */
  tenth: Outcome;
}

const longest = 60_000;

/** One batch of ten clusters on one worker: nine with this many namespaces each, and one more. */
export async function pushBatch(
  { database, tick, pushes: [worker], port }: Fixture,
  { nine, namespaces }: { nine: number[]; namespaces: number },
  tenth: Tenth,
): Promise<Round> {
  if (worker === undefined) throw new Error('there is no push worker');
  await database.ask({ ask: 'records', indexes: nine, port, due: true, namespaces });
  await database.ask({ ask: 'records', indexes: [tenth.index], due: true, ...tenth });
  await worker.ask({ ask: 'pushed' });
  await tick.ask({ ask: 'invoke', event: {} });

  const times = new Map<string, number>();
  let began = 0;
  for (const end = Date.now() + longest; times.size < nine.length + 1; await delay(20)) {
    if (Date.now() > end)
      throw new Error(`After ${longest} ms these alone were pushed to: ${[...times.keys()]}`);
    const { pushed = {}, invokedAt = 0 } = await worker.ask({ ask: 'pushed' });
    for (const [cluster, at] of Object.entries(pushed)) times.set(cluster, at);
    began = invokedAt;
  }
  const { statuses = [] } = await database.ask({ ask: 'statuses', indexes: nine });
  const served = statuses.filter(({ phase, claimed }) => phase === 'Healthy' && !claimed);
  if (served.length !== nine.length)
    throw new Error(`Of ${nine.length} clusters ${served.length} are recorded as served.`);
  const { statuses: [outcome] = [] } = await database.ask({ ask: 'statuses', indexes: [tenth.index] });
  if (outcome === undefined) throw new Error('the tenth cluster is gone');
  const last = Math.max(...nine.map((index) => times.get(clusterName(index)) ?? Number.NaN));
  return { milliseconds: last - began, tenth: outcome };
}
