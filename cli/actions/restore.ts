import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { restoreSecret } from '../../shared/kubeconfig/scheduledDeletion.ts';
import { explained } from '../connect/explainAws.ts';
import { type Installation, installationOf } from '../connect/installation.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { type CopyReport, copyLost } from '../recovery/restore/copy.ts';
import { storedKubeconfigs } from '../recovery/restore/kubeconfigs.ts';
import { prepareSource } from '../recovery/restore/prepareSource.ts';
import { lacking, protect } from '../recovery/restore/protect.ts';
import { describeRestore } from '../recovery/restore/report.ts';
import { type Source, sourceOf } from '../recovery/restore/source.ts';
import { stageNames } from '../stage.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines } from '../terminal/text.ts';

interface RestoreOptions extends Globals {
  at?: string;
  backup?: string;
  from?: string;
  dryRun?: true;
  specs?: string;
}

/** `pullpass restore`: brings lost clusters back into a stage's table. */
export async function restore(options: RestoreOptions, io: Io): Promise<number> {
  const source = sourceOf(options, stageNames(options.stage).table);
  const installation = await installationOf(options, io);
  return await explained(
    `AWS in ${installation.region} was asked to restore`,
    'docs/recovery.md lists what the command needs to be allowed.',
    () => restoreInto(installation, source, options, io),
  );
}

async function restoreInto(
  { stage, region, aws }: Installation,
  source: Source,
  options: RestoreOptions,
  io: Io,
): Promise<number> {
  const { specs, dryRun = false } = options;
  const { signal, stdout } = io;
  const { table: name, secretPrefix } = stageNames(stage);
  const tell = (line: string) => say(io, line);
  const again = (from: string) => commandLine(`restore --from ${from}`, options, io.environment);
  const dynamodb = new DynamoDBClient(aws);
  const secrets = new SecretsManagerClient(aws);
  const client = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  try {
    const from = await withProgress(io, 'Restoring the table', () =>
      prepareSource(dynamodb, { name, source }, { say: tell, again, watching: io }),
    );
    // A table in its own place is the stage's, whatever is copied: not a rehearsal.
    const off =
      dryRun && from !== name
        ? await lacking(dynamodb, name)
        : await withProgress(io, 'Protecting the table', () =>
            protect(dynamodb, name, { print: tell, watching: io }),
          );
    const report = await withProgress(io, 'Copying what was lost', async () =>
      copyLost(
        {
          from: { client, name: from },
          to: { client, name },
          kubeconfigs: await storedKubeconfigs(secrets, secretPrefix, io.now()),
          takeBack: (cluster) => restoreSecret(secrets, secretPrefix + cluster),
          now: io.now,
        },
        { dryRun },
        signal,
      ),
    );
    if (specs !== undefined) await writeSpecs(specs, report);
    print(io, options.output, {
      data: { ...dataOf(report), from, to: name, dryRun, off },
      names: report.found.filter(({ act }) => act === 'restored').map(({ cluster }) => cluster),
      lines: () =>
        foldedLines(describeRestore(report, { dryRun, from, to: name, prefix: secretPrefix, specs }), stdout),
    });
    if (from !== name && source.kind !== 'table')
      tell(`Once all is well: aws dynamodb delete-table --region ${region} --table-name ${from}`);
    if (off.length > 0) tell(`Off for ${name}: ${off.join(', ')}.\nTo switch it on: ${again(name)}`);
    if (dryRun) sayNext(io, options, 'To do it', `restore --from ${from}`);
    else sayNext(io, options, 'How the fleet is then', 'status');
    const failed = (off.length > 0 && !dryRun) || report.found.some(({ act }) => act === 'unreadable');
    return failed ? exitCodes.failed : exitCodes.done;
  } finally {
    dynamodb.destroy();
    secrets.destroy();
  }
}

/** What a script gets. The records themselves are written by --specs. */
function dataOf({ found, events, orphans }: CopyReport) {
  const clusters = found.map(({ cluster, act, because, was }) => ({
    cluster,
    act,
    because,
    changed: was !== undefined,
  }));
  return { clusters, events, orphans };
}

async function writeSpecs(folder: string, { found }: CopyReport): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { cluster, was } of found)
      if (was !== undefined)
        await writeFile(join(folder, `${cluster}.json`), `${JSON.stringify(was.spec, undefined, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`--specs: ${folder} cannot be written to (${code}). The restore itself is done.`, {
      cause: error,
    });
  }
}
