import { firstOverShards } from '../clusters/store/overShards.ts';
import type { Table } from '../clusters/store/table.ts';
import { iso } from '../iso.ts';
import type { FleetFacts } from './facts.ts';
import type { FleetLimits } from './limits.ts';
import { fleetSummary } from './summary.ts';

/** What the indexes say of the fleet, without reading a record. `now`: epoch milliseconds. */
export async function readCounts(
  table: Table,
  { now, limits }: { now: number; limits: FleetLimits },
): Promise<Omit<FleetFacts, 'neverServed'>> {
  const [{ summary }, oldestDueAt] = await Promise.all([
    fleetSummary(table, now, limits),
    readOldestDue(table, now),
  ]);
  return { summary, limits, ...(oldestDueAt !== undefined && { oldestDueAt }) };
}

/** When the push that has waited longest came due (ISO 8601). If ticks stop, this is where it shows. */
async function readOldestDue(table: Table, now: number): Promise<string | undefined> {
  const firsts = await firstOverShards(table, {
    index: 'due',
    shard: 'dueShard',
    where: 'nextPushAt <= :now',
    values: { ':now': iso(now) },
  });
  return firsts.map(({ nextPushAt }) => String(nextPushAt)).sort()[0];
}
