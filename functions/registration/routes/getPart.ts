import { findCluster } from '../change/find.ts';
import { json } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { nameOf, parameterOf } from '../http/event.ts';
import { noSuchPart, type PartList, pathOf, placeOf } from '../parts/part.ts';
import type { Route } from '../route.ts';

/** One target or registry, as PUT takes it. */
export function getPart(of: PartList): Route {
  return {
    method: 'GET',
    path: pathOf(of),
    id: `get${of.schemaName}`,
    summary: `Read one ${of.one} of a cluster`,
    answers: { 200: { text: `The ${of.one}`, schema: of.schemaName, example: of.example } },
    problems: [404],
    handle: async (request, world) => {
      const part = parameterOf(request, of.one);
      const record = await findCluster(world, nameOf(request));
      const entry = record.spec[of.list][placeOf(record, of, part)];
      if (entry === undefined) throw noSuchPart(record, of, part);
      return json(200, entry, { etag: etag(record.version) });
    },
  };
}
