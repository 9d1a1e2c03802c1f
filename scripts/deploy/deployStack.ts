import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readTableDefinition } from '../../local/aws/table.ts';
import { packageFolder, paramArguments, runOsls } from '../osls.ts';
import { withService } from '../packageService.ts';
import { stageNames } from '../stage.ts';
import { readTable, untilReady } from './deployedTable.ts';
import { writeIndexes } from './editTemplate.ts';
import type { DeployOptions } from './options.ts';
import { type IndexStep, planIndexes, type TableIndex } from './planIndexes.ts';

/**
 * Deploys what was built, and answers the exit code of osls. Where more than one index of the table changes it takes
 * several updates of the stack, with one each; every one of them deploys the new code.
 */
export function deployStack(options: DeployOptions, signal: AbortSignal): Promise<number> {
  return withService((folder) => deployFrom(folder, options, signal));
}

async function deployFrom(folder: string, options: DeployOptions, signal: AbortSignal): Promise<number> {
  const { stage, region, params } = options;
  const where = ['--stage', stage, '--region', region, ...paramArguments(params)];
  const client = new DynamoDBClient({ region });
  const { table: name } = stageNames(stage);
  try {
    const table = await readTable(client, name, signal);
    const { GlobalSecondaryIndexes } = await readTableDefinition();
    const steps = table ? planIndexes(table.indexes, GlobalSecondaryIndexes as TableIndex[]) : [];
    if (table === undefined || steps.length <= 1) return await runOsls(['deploy', ...where], { folder });

    console.log(announce(steps));
    for (const [index, { does, indexes }] of steps.entries()) {
      console.log(`\nUpdate ${index + 1} of ${steps.length}: ${does}`);
      await untilReady(client, name, signal);
      const packaged = await runOsls(['package', ...where], { folder });
      if (packaged !== 0) return packaged;
      await writeIndexes(folder, indexes, table.attributes);
      const code = await runOsls(['deploy', '--package', packageFolder, ...where], { folder });
      if (code !== 0) return code;
    }
    await untilReady(client, name, signal);
    return 0;
  } finally {
    client.destroy();
  }
}

function announce(steps: readonly IndexStep[]): string {
  return `
This version changes the table's indexes. AWS does one at a time, so this takes ${steps.length} updates of some
minutes each. Until the last, pushes and lists may fail and are tried again; tokens
live for hours. If it is interrupted, deploy again: it goes on from there.`;
}
