import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readTableDefinition } from '../../shared/clusters/store/tableDefinition.ts';
import type { Installation } from '../connect/installation.ts';
import type { Watching } from '../program/io.ts';
import { stageNames } from '../stage.ts';
import { readTable, untilReady } from './deployedTable.ts';
import { editTemplate } from './editTemplate.ts';
import { joiningFunctions, mayHaveVpc } from './joining.ts';
import { packageFolder, paramArguments, runOsls, whereArguments } from './osls.ts';
import { planIndexes, type TableIndex } from './planIndexes.ts';
import { type Joining, planUpdates } from './planUpdates.ts';
import { withService } from './withService.ts';

export interface DeployOptions extends Installation {
  /** `name=value`, as serverless.yml lists them under `params`. */
  params: readonly string[];
}

/**
 * Deploys what was built, and returns osls's exit code. If more than one index of the table changes, or a function
 * joins a VPC, the stack is updated several times; each update deploys the new code.
 */
export function deployStack(
  options: DeployOptions,
  say: (text: string) => void,
  watching: Watching,
): Promise<number> {
  return withService((folder) => deployFrom(folder, options, say, watching));
}

async function deployFrom(
  folder: string,
  { stage, region, aws, profile, params }: DeployOptions,
  say: (text: string) => void,
  watching: Watching,
): Promise<number> {
  const { signal } = watching;
  const where = [...whereArguments({ stage, region, profile }), ...paramArguments(params)];
  const osls = (...args: string[]) => runOsls(args, { folder, signal });
  const client = new DynamoDBClient(aws);
  const { table: name } = stageNames(stage);
  try {
    const table = await readTable(client, name, signal);
    const { GlobalSecondaryIndexes } = await readTableDefinition();
    const indexSteps = table ? planIndexes(table.indexes, GlobalSecondaryIndexes as TableIndex[]) : [];
    const looksForVpc = mayHaveVpc(params);
    if (!looksForVpc && indexSteps.length < 2) return await osls('deploy', ...where);

    const packaged = await osls('package', ...where);
    if (packaged !== 0) return packaged;
    const deployPackaged = () => osls('deploy', '--package', packageFolder, ...where);
    const joining = looksForVpc ? await joiningFunctions(folder, aws, signal) : [];
    const updates = planUpdates(indexSteps, joining);
    if (updates.length === 1) return await deployPackaged();

    say(announce(updates.length, indexSteps.length > 1, joining));
    const edited = join(folder, packageFolder);
    const kept = join(folder, 'packaged');
    await rename(edited, kept);
    for (const [index, update] of updates.entries()) {
      say(`\nUpdate ${index + 1} of ${updates.length}: ${update.does}`);
      if (table !== undefined) await untilReady(client, name, watching);
      // osls deletes what it has deployed.
      await cp(kept, edited, { recursive: true });
      await editTemplate(folder, update, table?.attributes ?? []);
      const code = await deployPackaged();
      if (code !== 0) return code;
    }
    await untilReady(client, name, watching);
    return 0;
  } finally {
    client.destroy();
  }
}

function announce(updates: number, indexes: boolean, joining: readonly Joining[]): string {
  const why = [
    ...(indexes
      ? [
          `This version changes the table's indexes. AWS does one at a time. Until the last, pushes
and lists may fail and are tried again; tokens live for hours.`,
        ]
      : []),
    ...(joining.length > 0
      ? [
          `A function joins a VPC only once its role may do so everywhere in AWS: first the
permission, then the VPC.`,
        ]
      : []),
  ];
  return `\n${why.join('\n')}\nSo this takes ${updates} updates of some minutes each. If it is interrupted, deploy again:\nit goes on from there.`;
}
