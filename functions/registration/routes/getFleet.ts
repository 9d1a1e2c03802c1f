import { clockAt } from '../../../shared/fleet/clock.ts';
import { readCounts } from '../../../shared/fleet/readCounts.ts';
import { readNeverServed } from '../../../shared/fleet/readNeverServed.ts';
import { verdict } from '../../../shared/fleet/verdict.ts';
import { json } from '../http/answer.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';

/** The fleet page's verdict, with times in UTC, and the numbers behind it. */
export const getFleet: Route = {
  method: 'GET',
  path: '/fleet',
  id: 'getFleet',
  summary: 'Whether the fleet can pull, and until when: the verdict and its numbers',
  answers: { 200: { text: 'The fleet', schema: 'Fleet', example: examples.fleet } },
  handle: async (_, { table, now, limits }) => {
    const clock = clockAt(now());
    const counts = await readCounts(table, { now: clock.now, limits });
    const neverServed = await readNeverServed(table, counts.summary);
    const { level, headline, notes } = verdict({ ...counts, neverServed }, clock);
    return json(200, { verdict: { level, headline, notes }, ...counts.summary, limits });
  },
};
