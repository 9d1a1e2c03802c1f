import type { Phase } from '../record.ts';
import { everyPage } from './everyPage.ts';
import type { Table } from './table.ts';

export interface ListQuery {
  /** Any of these; default: every phase. */
  phases?: readonly Phase[];
  /** All of these; undefined matches every value of the label. */
  labels?: readonly [key: string, value: string | undefined][];
  /** Part of the name. */
  contains?: string | undefined;
  /** Only names after this one. */
  after?: string | undefined;
  limit: number;
}

/** Clusters that DynamoDB looks at per call: few calls for a rare match, small answers for a frequent one. */
const lookedAt = 2_500;

/**
 * The names of the matching clusters, sorted. Without a filter it reads only what it returns. With one it reads the
 * listing until it has enough; for a rare match, all of it. DynamoDB sends only the matching names.
 *
 * @returns `more`: whether another match follows
 */
export async function listNames(table: Table, query: ListQuery): Promise<{ names: string[]; more: boolean }> {
  const { after, limit, contains = '' } = query;
  const filter = filterOf(query);
  const names: string[] = [];
  const pages = everyPage(table, {
    IndexName: 'listing',
    KeyConditionExpression: after === undefined ? 'listing = :all' : 'listing = :all AND #name > :after',
    ...(filter.clauses.length > 0 && { FilterExpression: filter.clauses.join(' AND ') }),
    ProjectionExpression: '#name',
    ExpressionAttributeNames: { '#name': 'name', ...filter.names },
    ExpressionAttributeValues: {
      ':all': 'cluster',
      ...(after !== undefined && { ':after': after }),
      ...filter.values,
    },
    Limit: filter.clauses.length > 0 ? lookedAt : limit + 1,
  });
  for await (const { Items = [] } of pages) {
    const found = Items.map((item) => String(item['name']));
    names.push(...found.filter((name) => name.includes(contains)));
    if (names.length > limit) break;
  }
  return { names: names.slice(0, limit), more: names.length > limit };
}

function filterOf({ phases = [], labels = [], contains = '' }: ListQuery) {
  const clauses: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  if (contains !== '') {
    // DynamoDB cannot filter by an index's own key. `pk` ends with the name; its fixed part rarely matches.
    clauses.push('contains(pk, :part)');
    values[':part'] = contains;
  }
  if (phases.length > 0) {
    names['#phase'] = 'phase';
    for (const [index, phase] of phases.entries()) values[`:phase${index}`] = phase;
    clauses.push(`#phase IN (${phases.map((_, index) => `:phase${index}`).join(', ')})`);
  }
  for (const [index, [key, value]] of labels.entries()) {
    names['#labels'] = 'labels';
    names[`#label${index}`] = key;
    if (value !== undefined) values[`:label${index}`] = value;
    const path = `#labels.#label${index}`;
    clauses.push(value === undefined ? `attribute_exists(${path})` : `${path} = :label${index}`);
  }
  return { clauses, names, values };
}
