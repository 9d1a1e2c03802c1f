import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../osls.ts';
import type { AttributeDefinition } from './deployedTable.ts';
import type { TableIndex } from './planIndexes.ts';

/** Gives the table packaged in this folder these indexes, and the attributes that their keys need, and no other. */
export async function writeIndexes(
  folder: string,
  indexes: readonly TableIndex[],
  known: readonly AttributeDefinition[],
): Promise<void> {
  // The template to be deployed is in the state.
  const stateFile = join(folder, packageFolder, 'serverless-state.json');
  const state = JSON.parse(await readFile(stateFile, 'utf8'));
  const { Properties } = state.service.provider.compiledCloudFormationTemplate.Resources.ClustersTable;
  const keys = new Set(
    [Properties, ...indexes].flatMap(({ KeySchema }) =>
      (KeySchema as TableIndex['KeySchema']).map(({ AttributeName }) => AttributeName),
    ),
  );
  const all = new Map(
    [...known, ...(Properties.AttributeDefinitions as AttributeDefinition[])].map((attribute) => [
      attribute.AttributeName,
      attribute,
    ]),
  );
  Properties.GlobalSecondaryIndexes = indexes;
  Properties.AttributeDefinitions = [...all.values()].filter(({ AttributeName }) => keys.has(AttributeName));
  await writeFile(stateFile, JSON.stringify(state));
}
