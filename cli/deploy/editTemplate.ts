import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeDefinition } from './deployedTable.ts';
import { packageFolder } from './osls.ts';
import type { TableIndex } from './planIndexes.ts';
import type { Update } from './planUpdates.ts';

/** Writes one update's changes into the template packaged in this folder; the rest stays. */
export async function editTemplate(
  folder: string,
  { indexes, outside }: Pick<Update, 'indexes' | 'outside'>,
  known: readonly AttributeDefinition[],
): Promise<void> {
  // This file contains the template that will be deployed.
  const stateFile = join(folder, packageFolder, 'serverless-state.json');
  const state = JSON.parse(await readFile(stateFile, 'utf8'));
  const { Resources } = state.service.provider.compiledCloudFormationTemplate as Template;
  if (indexes !== undefined) writeIndexes(Resources, indexes, known);
  for (const { id, isNew } of outside) {
    detach(state, [...template, 'Resources', id, 'Properties', 'VpcConfig']);
    if (isNew) holdMessages(Resources, id);
  }
  await writeFile(stateFile, JSON.stringify(state));
}

const template = ['service', 'provider', 'compiledCloudFormationTemplate'];

interface Template {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a resource has
  Resources: Record<string, { Type: string; Properties: Record<string, any> }>;
}

/**
 * Removes a part from the state. What occurs twice in it is written once; the other place is `{"$ref": "$[…]…"}` with
 * the path to it. References into the part are replaced by their content.
 * Source: https://github.com/douglascrockford/JSON-js/blob/master/cycle.js, with which osls writes and reads the state
 */
function detach(state: Record<string, unknown>, path: readonly string[]): void {
  const parent = path.slice(0, -1).reduce((of, key) => of?.[key] as Record<string, unknown>, state);
  const key = path.at(-1) as string;
  const part = parent?.[key];
  if (part === undefined) return;
  delete parent[key];
  const prefix = `$${path.map((one) => `[${JSON.stringify(one)}]`).join('')}`;
  inline(state, ($ref) => {
    if (!$ref.startsWith(prefix)) return undefined;
    const rest = [...$ref.slice(prefix.length).matchAll(/\[("(?:[^"\\]|\\.)*"|\d+)\]/g)];
    return rest.reduce<unknown>((of, [, one = '']) => (of as Record<string, unknown>)[JSON.parse(one)], part);
  });
}

/** Replaces each `{"$ref": …}` for which there is a replacement. */
function inline(value: unknown, referred: ($ref: string) => unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const { $ref } = (child ?? {}) as { $ref?: unknown };
    const found = typeof $ref === 'string' ? referred($ref) : undefined;
    if (found !== undefined) (value as Record<string, unknown>)[key] = structuredClone(found);
    else inline(child, referred);
  }
}

/** Gives the table exactly these indexes, and the attributes that their keys need. */
function writeIndexes(
  Resources: Template['Resources'],
  indexes: readonly TableIndex[],
  known: readonly AttributeDefinition[],
): void {
  const Properties = Resources['ClustersTable']?.Properties ?? {};
  const keys = new Set(
    [Properties as Pick<TableIndex, 'KeySchema'>, ...indexes].flatMap(({ KeySchema }) =>
      KeySchema.map(({ AttributeName }) => AttributeName),
    ),
  );
  const all = new Map(
    [...known, ...(Properties['AttributeDefinitions'] as AttributeDefinition[])].map((attribute) => [
      attribute.AttributeName,
      attribute,
    ]),
  );
  Properties['GlobalSecondaryIndexes'] = indexes;
  Properties['AttributeDefinitions'] = [...all.values()].filter(({ AttributeName }) =>
    keys.has(AttributeName),
  );
}

/** A new function gets no messages yet: from outside its VPC it cannot reach any of its clusters. */
function holdMessages(Resources: Template['Resources'], id: string): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (
      Type === 'AWS::Lambda::EventSourceMapping' &&
      JSON.stringify(Properties['FunctionName']).includes(`"${id}"`)
    )
      Properties['Enabled'] = false;
}
