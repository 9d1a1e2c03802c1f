import { phases } from '../../../shared/clusters/record.ts';
import { countAtRisk, earliestExpiry } from '../../../shared/clusters/store/gauges.ts';
import { listedClusters } from '../../../shared/clusters/store/listing.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import type { World } from '../world.ts';

export async function getFleet({ event }: Request, world: World): Promise<Answer> {
  readQuery(event, []);
  const [counts, earliestValidUntil, tokensAtRisk] = await Promise.all([
    countByPhase(world),
    earliestExpiry(world.table),
    countAtRisk(world.table, world.now()),
  ]);
  const registered = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return json(200, {
    registered,
    phases: counts,
    ...(earliestValidUntil !== undefined && { earliestValidUntil }),
    tokensAtRisk,
  });
}

async function countByPhase({ table }: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(phases.map((phase) => [phase, 0]));
  for await (const { phase } of listedClusters(table)) counts[phase] = (counts[phase] ?? 0) + 1;
  return counts;
}
