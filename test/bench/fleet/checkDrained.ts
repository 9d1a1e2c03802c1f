import { type Fixture, upTo } from './fixture.ts';

/**
 * Throws unless exactly one secret was written to each of the first `due` endpoints and none to the others, and each of
 * those clusters is recorded as served since `began`.
 *
 * @param began epoch milliseconds
 * @returns when each of them comes due again, in epoch milliseconds
 */
export async function checkDrained(
  { endpoints, database }: Fixture,
  { count, due, began }: { count: number; due: number; began: number },
): Promise<number[]> {
  const { written } = await endpoints.ask({ ask: 'written' });
  const { 0: none = 0, 1: once = 0 } = written;
  if (once !== due || none !== count - due)
    throw new Error(`Of ${count} clusters, ${due} had to be written to once: ${JSON.stringify(written)}`);

  const { statuses = [] } = await database.ask({ ask: 'statuses', indexes: upTo(due) });
  const served = statuses.filter(
    ({ phase, claimed, namespaces, lastSuccessAt = '' }) =>
      phase === 'Healthy' && !claimed && namespaces.ready === 1 && Date.parse(lastSuccessAt) >= began,
  );
  if (served.length !== due)
    throw new Error(
      `Of ${due} clusters ${served.length} are recorded as served; not so ${JSON.stringify(statuses.find((status) => !served.includes(status)))}`,
    );
  return served.map(({ nextPushAt = '' }) => Date.parse(nextPushAt));
}
