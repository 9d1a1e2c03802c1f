import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../build/functions.ts';
import type { AttributeDefinition } from './deployedTable.ts';
import type { TableIndex } from './planIndexes.ts';

/** Where `osls package` leaves what `osls deploy --package` deploys; the template is in the state. */
export const packageFolder = '.serverless';
const stateFile = join(root, packageFolder, 'serverless-state.json');

/** Gives the packaged table these indexes, and the attributes that their keys need, and no other. */
export async function writeIndexes(
  indexes: readonly TableIndex[],
  known: readonly AttributeDefinition[],
): Promise<void> {
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
