import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { isName, notRegistered } from '../change/find.ts';
import { json } from '../http/answer.ts';
import { nameOf } from '../http/event.ts';
import { cursorParameter, encodeCursor, limitParameter } from '../http/query.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';

/** The audit trail, which outlives the cluster. */
export const listEvents: Route = {
  method: 'GET',
  path: '/clusters/{name}/events',
  id: 'listEvents',
  summary: 'The audit trail of 30 days, newest first; it outlives the cluster',
  query: ['limit', 'cursor'],
  answers: { 200: { text: 'A page', schema: 'EventList', example: { items: [examples.event] } } },
  problems: [404],
  handle: async (request, world) => {
    const name = nameOf(request);
    const { query } = request;
    const limit = limitParameter(query, 500, 100);
    const cursor = cursorParameter(query, /^\d{4}-\d\d-\d\dT[\d:.]+Z#[\w-]{1,64}$/);
    if (!isName(name)) throw notRegistered(name);

    const page = await readEvents(world.table, name, {
      limit,
      now: world.now(),
      ...(cursor !== undefined && { cursor }),
    });
    if (
      page.events.length === 0 &&
      cursor === undefined &&
      (await readCluster(world.table, name)) === undefined
    )
      throw notRegistered(name);
    return json(200, {
      items: page.events,
      ...(page.cursor !== undefined && { cursor: encodeCursor(page.cursor) }),
    });
  },
};
