import { isDeepStrictEqual } from 'node:util';

/** A global secondary index, in the common form of templates and DescribeTable. */
export interface TableIndex {
  IndexName: string;
  KeySchema: readonly { AttributeName: string; KeyType: string }[];
  Projection: { ProjectionType: string; NonKeyAttributes?: readonly string[] };
}

export interface IndexStep {
  /** In words: `create the index attention`. */
  does: string;
  /** All indexes that the table has after it. */
  indexes: readonly TableIndex[];
}

/**
 * The steps from a table's present indexes to the wanted ones. DynamoDB creates or deletes one index per update, but
 * CloudFormation puts all changes of a deployment into one; a changed index is deleted and created.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 *
 * New indexes come first, so that the code that needs them waits least.
 */
export function planIndexes(
  actual: readonly TableIndex[],
  wanted: readonly TableIndex[],
): readonly IndexStep[] {
  const steps: IndexStep[] = [];
  let indexes = [...actual];
  const has = (name: string) => indexes.some(({ IndexName }) => IndexName === name);
  const create = (index: TableIndex) => {
    indexes = [...indexes, index];
    steps.push({ does: `create the index ${index.IndexName}`, indexes });
  };
  const remove = (name: string) => {
    indexes = indexes.filter(({ IndexName }) => IndexName !== name);
    steps.push({ does: `delete the index ${name}`, indexes });
  };

  for (const index of wanted) if (!has(index.IndexName)) create(index);
  for (const index of wanted) {
    const now = indexes.find(({ IndexName }) => IndexName === index.IndexName);
    if (now === undefined || isDeepStrictEqual(plain(now), plain(index))) continue;
    remove(index.IndexName);
    create(index);
  }
  for (const { IndexName } of actual)
    if (!wanted.some((index) => index.IndexName === IndexName)) remove(IndexName);
  return steps;
}

/** DynamoDB returns projected attributes and keys in any order. */
function plain({ KeySchema, Projection }: TableIndex) {
  return {
    keys: Object.fromEntries(KeySchema.map(({ KeyType, AttributeName }) => [KeyType, AttributeName])),
    projection: Projection.ProjectionType,
    attributes: [...(Projection.NonKeyAttributes ?? [])].sort(),
  };
}
