import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { explained } from '../connect/explainAws.ts';
import { installationOf } from '../connect/installation.ts';
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
  const { stage, region, aws } = await installationOf(options, io);
  const { table: name } = stageNames(stage);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const { written, asTheyWere, unreadable } = await explained(
      `DynamoDB in ${region} was asked for the records in ${name}`,
      `Allow dynamodb:Query, dynamodb:GetItem and dynamodb:UpdateItem on the table ${name}, and its index listing.`,
      () => withProgress(io, 'Writing records', () => reindexTable({ client, name }, io.signal)),
    );
    print(io, options.output, {
      data: {
        written,
        asTheyWere,
        unreadable: [...unreadable].map(([cluster, because]) => ({ cluster, because })),
      },
      names: [...unreadable.keys()],
      lines: () => [
        `${plural(written, 'record')} rewritten, ${asTheyWere} had nothing to change.`,
        ...[...unreadable].flatMap(([cluster, because]) =>
          foldedLines(`✗ ${cluster}: ${because}`, io.stdout),
        ),
      ],
    });
    return unreadable.size > 0 ? exitCodes.failed : exitCodes.done;
  } catch (error) {
    if (!((error as Error | undefined)?.cause instanceof ResourceNotFoundException)) throw error;
    throw new CommandError(`There is no table ${name} in ${region}.`, {
      remedy: 'Is PullPass deployed there under this --stage, and in this account?',
      cause: error,
    });
  } finally {
    client.destroy();
  }
}
