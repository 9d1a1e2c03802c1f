import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const properties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).default([]),
});

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

/** What CreateTable needs to know about a table: keys, attributes and indexes. */
export type TableDefinition = Required<
  Pick<CreateTableCommandInput, 'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes'>
> &
  Pick<CreateTableCommandInput, 'BillingMode'>;

/**
 * Reads the table's definition from a CloudFormation file, so that the deployed table, the local one and that of the
 * tests have one source. CloudFormation's tags (`!Ref`, `!Sub`, …) elsewhere in the file do no harm.
 *
 * @param file default: `infra/table.yml` of this project
 * @throws Error if the file does not hold exactly one `AWS::DynamoDB::Table` with keys, attributes and indexes
 */
export async function readTableDefinition(
  file = join(import.meta.dirname, '../../../infra/table.yml'),
): Promise<TableDefinition> {
  const text = await readFile(file, 'utf8');
  if (last?.text !== text) last = { text, definition: tableDefinition(text, file) };
  return structuredClone(last.definition);
}

/** Cached: parsing takes longer than the rest of a start, and tests start hundreds of times. */
let last: { text: string; definition: TableDefinition } | undefined;

/** The same for a text; `source` names it in errors. */
export function tableDefinition(text: string, source: string): TableDefinition {
  // Silent: an unknown tag is a warning, and its node is read as the plain value under it.
  const document = parseDocument(text, { logLevel: 'silent' });
  const [failure] = document.errors;
  if (failure) throw new Error(`${source} is not YAML: ${failure.message}`);
  const tables = Object.values(parse(template, document.toJS(), source).Resources).filter(
    (resource) => resource.Type === 'AWS::DynamoDB::Table',
  );
  if (tables.length !== 1) {
    throw new Error(`${source} must hold one AWS::DynamoDB::Table; it holds ${tables.length}.`);
  }
  return { BillingMode: 'PAY_PER_REQUEST', ...parse(properties, tables[0]?.Properties, source) };
}

function parse<T extends z.ZodType>(schema: T, value: unknown, source: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`${source} is no table definition: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
