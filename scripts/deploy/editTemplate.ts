import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../osls.ts';
import type { AttributeDefinition } from './deployedTable.ts';
import type { TableIndex } from './planIndexes.ts';
import type { Update } from './planUpdates.ts';

/** What one update has of the template packaged in this folder; the rest of it is as packaged. */
export async function editTemplate(
  folder: string,
  { indexes, outside }: Pick<Update, 'indexes' | 'outside'>,
  known: readonly AttributeDefinition[],
): Promise<void> {
  // The template to be deployed is in the state.
  const stateFile = join(folder, packageFolder, 'serverless-state.json');
  const state = JSON.parse(await readFile(stateFile, 'utf8'));
  const { Resources } = state.service.provider.compiledCloudFormationTemplate as Template;
  if (indexes !== undefined) writeIndexes(Resources, indexes, known);
  for (const { id, isNew } of outside) {
    delete Resources[id]?.Properties['VpcConfig'];
    if (isNew) holdMessages(Resources, id);
  }
  await writeFile(stateFile, JSON.stringify(state));
}

interface Template {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a resource has
  Resources: Record<string, { Type: string; Properties: Record<string, any> }>;
}

/** Gives the table these indexes, and the attributes that their keys need, and no other. */
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

/** A new function takes no messages yet: from outside its VPC it could reach none of its clusters. */
function holdMessages(Resources: Template['Resources'], id: string): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (
      Type === 'AWS::Lambda::EventSourceMapping' &&
      JSON.stringify(Properties['FunctionName']).includes(`"${id}"`)
    )
      Properties['Enabled'] = false;
}
