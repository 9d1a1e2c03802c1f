import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { explained } from '../connect/explainAws.ts';
import { installationOf } from '../connect/installation.ts';
import { withTable } from '../connect/withTable.ts';
import { print } from '../output/print.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { reindex as reindexTable } from '../recovery/reindex/reindex.ts';
import { stageNames } from '../stage.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines } from '../terminal/text.ts';
import { plural } from '../words.ts';

/** `pullpass reindex`: brings the records of earlier versions into the present version's indexes. */
export async function reindex(options: Globals, io: Io): Promise<number> {
  const installation = await installationOf(options, io);
  const { region } = installation;
  const { table } = stageNames(installation.stage);
  const { written, asTheyWere, unreadable } = await explained(
    `DynamoDB in ${region} was asked for the records in ${table}`,
    `Allow dynamodb:Query, dynamodb:GetItem and dynamodb:UpdateItem on the table ${table}, and its index listing.`,
    () =>
      withProgress(io, 'Writing records', () =>
        withTable(installation, (table) => reindexTable(table, io.signal)),
      ),
  ).catch((error: unknown) => {
    if (!((error as Error | undefined)?.cause instanceof ResourceNotFoundException)) throw error;
    throw new CommandError(`There is no table ${table} in ${region}.`, {
      remedy: 'Is PullPass deployed there under this --stage, and in this account?',
      cause: error,
    });
  });
  const failed = [...unreadable].map(([cluster, because]) => ({ cluster, because }));
  print(io, options.output, {
    data: { written, asTheyWere, unreadable: failed },
    names: failed.map(({ cluster }) => cluster),
    lines: () => [
      `${plural(written, 'record')} rewritten, ${asTheyWere} had nothing to change.`,
      ...failed.flatMap(({ cluster, because }) => foldedLines(`✗ ${cluster}: ${because}`, io.stdout)),
    ],
  });
  return failed.length > 0 ? exitCodes.failed : exitCodes.done;
}
