import { type Phase, phases } from '../../../shared/clusters/record.ts';
import { type ListedCluster, listedClusters } from '../../../shared/clusters/store/listing.ts';
import { readClusters } from '../../../shared/clusters/store/records.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Request } from '../http/event.ts';
import {
  cursorParameter,
  encodeCursor,
  limitParameter,
  listParameter,
  readQuery,
  refused,
} from '../http/query.ts';
import { toResource } from '../resource.ts';
import { nearest } from '../validation/nearest.ts';
import type { World } from '../world.ts';

/** What BatchGetItem takes at once. */
const batch = 100;

export async function listClusters({ event }: Request, world: World): Promise<Answer> {
  const query = readQuery(event, ['label', 'phase', 'limit', 'cursor']);
  const limit = limitParameter(query, 500, 100);
  const after = cursorParameter(query, /^[a-z0-9-]{1,63}$/);
  const matches = both(
    labelFilter(listParameter(query, 'label')),
    phaseFilter(listParameter(query, 'phase')),
  );

  const names: string[] = [];
  let more = false;
  for await (const listed of listedClusters(world.table, after)) {
    if (!matches(listed)) continue;
    more = names.length === limit;
    if (more) break;
    names.push(listed.name);
  }
  const batches = Array.from({ length: Math.ceil(names.length / batch) }, (_, index) =>
    readClusters(world.table, names.slice(index * batch, (index + 1) * batch)),
  );
  const items = (await Promise.all(batches)).flat().map(toResource);
  const last = names.at(-1);
  return json(200, { items, ...(more && last !== undefined && { cursor: encodeCursor(last) }) });
}

type Filter = (cluster: ListedCluster) => boolean;

const both =
  (a: Filter, b: Filter): Filter =>
  (cluster) =>
    a(cluster) && b(cluster);

/** All must match: `key=value`, or `key` for whatever value. */
function labelFilter(wanted: readonly string[]): Filter {
  const pairs = wanted.map((text): [string, string | undefined] => {
    const at = text.indexOf('=');
    if (text === '' || at === 0) throw refused('label', 'key=value or key', 'no key');
    return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  });
  return ({ labels }) =>
    pairs.every(
      ([key, value]) => Object.hasOwn(labels, key) && (value === undefined || labels[key] === value),
    );
}

/** One of them must match. */
function phaseFilter(wanted: readonly string[]): Filter {
  for (const phase of wanted) {
    if (phases.includes(phase as Phase)) continue;
    const guess = nearest(phase, phases);
    throw refused('phase', phases.join(', '), 'something else', guess && `Did you mean "${guess}"?`);
  }
  return ({ phase }) => wanted.length === 0 || wanted.includes(phase);
}
