import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { restoreSecret } from '../../shared/kubeconfig/scheduledDeletion.ts';
import { callerIdentity } from '../deploy/identity.ts';
import { type CopyReport, copyLost } from '../recovery/restore/copy.ts';
import { storedKubeconfigs } from '../recovery/restore/kubeconfigs.ts';
import { parseOptions, usage } from '../recovery/restore/options.ts';
import { prepareSource } from '../recovery/restore/prepareSource.ts';
import { lacking, type Protection, protect } from '../recovery/restore/protect.ts';
import { describeRestore } from '../recovery/restore/report.ts';
import { runCommand } from '../runCommand.ts';
import { type Stage, stageNames } from '../stage.ts';

/** `npm run restore`: brings lost clusters back into the table of a stage. */
await runCommand(usage, async (args, signal) => {
  const { stage, region, source, dryRun, specs } = parseOptions(args, process.env);
  await callerIdentity(region);
  const { table: name, secretPrefix } = stageNames(stage);
  const dynamodb = new DynamoDBClient({ region });
  const secrets = new SecretsManagerClient({ region });
  const client = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  try {
    const from = await prepareSource(dynamodb, { name, source, now: new Date() }, console.log, signal);
    // A table in its own place is no rehearsal: it is the stage's, whatever is copied then.
    const off =
      dryRun && from !== name
        ? await lacking(dynamodb, name)
        : await protect(dynamodb, name, { print: console.log, signal });
    const report = await copyLost(
      {
        from: { client, name: from },
        to: { client, name },
        kubeconfigs: await storedKubeconfigs(secrets, secretPrefix, Date.now()),
        takeBack: (cluster) => restoreSecret(secrets, secretPrefix + cluster),
        now: Date.now,
      },
      { dryRun },
      signal,
    );
    if (specs !== undefined) await writeSpecs(specs, report);
    console.log(describeRestore(report, { dryRun, from, to: name, prefix: secretPrefix, specs }));
    if (from !== name && source.kind !== 'table')
      console.log(`Once all is well: aws dynamodb delete-table --region ${region} --table-name ${from}`);
    if (off.length > 0) console.log(stillOff(name, off, { stage, region }));
    if (off.length > 0 && !dryRun) return 1;
    return report.found.some(({ act }) => act === 'unreadable') ? 1 : 0;
  } finally {
    dynamodb.destroy();
    secrets.destroy();
  }
});

function stillOff(table: string, off: readonly Protection[], { stage, region }: Stage): string {
  return `Off for ${table}: ${off.join(', ')}.
To switch it on: npm run restore -- --stage ${stage} --region ${region} --from ${table}`;
}

async function writeSpecs(folder: string, { found }: CopyReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { cluster, was } of found)
    if (was !== undefined)
      await writeFile(join(folder, `${cluster}.json`), `${JSON.stringify(was.spec, undefined, 2)}\n`);
}
