import { fleetSummary } from '../../../shared/fleet/summary.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import type { World } from '../world.ts';

export async function getFleet({ event }: Request, { table, now, limits }: World): Promise<Answer> {
  readQuery(event, []);
  const { summary } = await fleetSummary(table, now(), limits);
  return json(200, summary);
}
