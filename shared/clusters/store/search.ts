import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Phase } from '../record.ts';
import type { Table } from './table.ts';

export interface Search {
  /** Part of the name. */
  contains?: string | undefined;
  phase?: Phase | undefined;
  /** Names that come after this one. */
  after?: string | undefined;
  limit: number;
}

/*
 * DynamoDB does not filter by an index's own key. The name is also the end of pk, which leaves out nearly all that
 * does not match; what stands before it there is looked at again.
 */

/** Clusters that DynamoDB looks at in one call: few calls for a rare match, small answers for a frequent one. */
const lookedAt = 2_500;

/**
 * Names that match, in their order. Reads the listing until it has found enough: for a rare match all of it,
 * 20 kB a thousand clusters.
 *
 * @returns `more`: whether there is another match after these
 */
export async function searchNames(
  table: Table,
  { contains = '', phase, after, limit }: Search,
): Promise<{ names: string[]; more: boolean }> {
  const filters = [contains && 'contains(pk, :part)', phase && '#phase = :phase'].filter(Boolean);
  const names: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'listing',
        KeyConditionExpression: after === undefined ? 'listing = :all' : 'listing = :all AND #name > :after',
        ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
        ProjectionExpression: '#name',
        ExpressionAttributeNames: { '#name': 'name', ...(phase && { '#phase': 'phase' }) },
        ExpressionAttributeValues: {
          ':all': 'cluster',
          ...(after !== undefined && { ':after': after }),
          ...(contains && { ':part': contains }),
          ...(phase && { ':phase': phase }),
        },
        Limit: filters.length > 0 ? lookedAt : limit + 1,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    names.push(
      ...(page.Items ?? []).map((item) => String(item['name'])).filter((name) => name.includes(contains)),
    );
    from = page.LastEvaluatedKey;
  } while (from !== undefined && names.length <= limit);
  return { names: names.slice(0, limit), more: names.length > limit };
}
