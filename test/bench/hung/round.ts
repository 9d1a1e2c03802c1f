import { setTimeout as delay } from 'node:timers/promises';
import { clusterName } from '../fleet/endpoints.ts';
import type { Fixture } from '../fleet/fixture.ts';

const longest = 30_000;

/** Milliseconds from the tick until the last of the others is recorded, with one more cluster due beside them. */
export async function timeOfOthers(fixture: Fixture, others: number[], oneMore: number): Promise<number> {
  const { database, tick, pushes, port } = fixture;
  await database.ask({ ask: 'records', indexes: [...others, oneMore], port, due: true });
  for (const worker of pushes) await worker.ask({ ask: 'pushed' });

  const began = performance.timeOrigin + performance.now();
  await tick.ask({ ask: 'invoke', event: {} });
  const waiting = new Set(others.map(clusterName));
  let last = began;
  while (waiting.size > 0) {
    if (performance.timeOrigin + performance.now() > began + longest)
      throw new Error(`After ${longest} ms these were not served: ${[...waiting].join(', ')}`);
    await delay(20);
    for (const worker of pushes)
      for (const [cluster, at] of Object.entries((await worker.ask({ ask: 'pushed' })).pushed ?? {}))
        if (waiting.delete(cluster)) last = Math.max(last, at);
  }
  const { statuses = [] } = await database.ask({ ask: 'statuses', indexes: others });
  const served = statuses.filter(({ phase, claimed }) => phase === 'Healthy' && !claimed);
  if (served.length !== others.length)
    throw new Error(`Of ${others.length} clusters ${served.length} are recorded as served.`);
  return last - began;
}

/**
 * Throws unless each of these is recorded as one that did not answer in time. Pushes to one cluster overlap here, since
 * every round makes it due again: so the record may show the last one only by its unanswered write.
 */
export async function checkHung({ database }: Fixture, indexes: number[]): Promise<void> {
  for (const end = Date.now() + longest; ; await delay(500)) {
    const { statuses = [] } = await database.ask({ ask: 'statuses', indexes });
    const kinds = statuses.map(({ phase, error, lateWriteUntil }) =>
      lateWriteUntil === undefined ? `${phase} ${error?.kind ?? ''}`.trim() : 'no answer to a write',
    );
    if (kinds.every((kind) => kind === 'Failing timeout' || kind === 'no answer to a write')) return;
    if (Date.now() > end)
      throw new Error(`Clusters that hang should be recorded as Failing with timeout: ${kinds.join(', ')}`);
  }
}
