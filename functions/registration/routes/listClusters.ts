import type { ClusterResource } from '../../../shared/api/schemas.ts';
import { toResource } from '../../../shared/api/toResource.ts';
import { type Phase, phases } from '../../../shared/clusters/record.ts';
import { listNames } from '../../../shared/clusters/store/listing.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import { nearest } from '../../../shared/validation/nearest.ts';
import { json } from '../http/answer.ts';
import { fitting } from '../http/fitting.ts';
import { cursorParameter, encodeCursor, limitParameter, listParameter, refused } from '../http/query.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import type { World } from '../world.ts';

/** The most keys that BatchGetItem takes. */
const batch = 100;

export const listClusters: Route = {
  method: 'GET',
  path: '/clusters',
  id: 'listClusters',
  summary: 'List clusters in the order of their names',
  query: ['label', 'phase', 'limit', 'cursor'],
  answers: { 200: { text: 'A page', schema: 'ClusterList', example: { items: [examples.cluster] } } },
  handle: async ({ query }, world) => {
    const limit = limitParameter(query, 500, 100);
    const after = cursorParameter(query, /^[a-z0-9-]{1,63}$/);
    const { names, more } = await listNames(world.table, {
      labels: wantedLabels(listParameter(query, 'label')),
      phases: wantedPhases(listParameter(query, 'phase')),
      after,
      limit,
    });
    const { items, cut } = await fitting(resources(world, names));
    const last = cut ? items.at(-1)?.name : names.at(-1);
    return json(200, { items, ...((more || cut) && last !== undefined && { cursor: encodeCursor(last) }) });
  },
};

/** Batch after batch, each read when it is taken. */
async function* resources(
  { table, renewal }: Pick<World, 'table' | 'renewal'>,
  names: readonly string[],
): AsyncGenerator<ClusterResource[]> {
  for (let from = 0; from < names.length; from += batch)
    yield (await readClusters(table, names.slice(from, from + batch))).map((record) =>
      toResource(record, renewal),
    );
}

/** All must match: `key=value`, or `key` with any value. */
function wantedLabels(texts: readonly string[]): [string, string | undefined][] {
  // A DynamoDB filter may have 4 KB.
  if (texts.length > 20) throw refused('label', 'at most 20 labels', `${texts.length}`);
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (text === '' || at === 0) throw refused('label', 'key=value or key', 'no key');
    return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  });
}

/** One of them must match. */
function wantedPhases(texts: readonly string[]): Phase[] {
  return texts.map((text) => {
    const phase = phases.find((known) => known === text);
    if (phase !== undefined) return phase;
    const guess = nearest(text, phases);
    throw refused('phase', phases.join(', '), 'something else', guess && `Did you mean "${guess}"?`);
  });
}
