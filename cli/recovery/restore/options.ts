import { parseArgs } from 'node:util';
import { checkStage, type Stage, stageNames, stageOptions } from '../../stage.ts';

/** Where the lost records are. */
export type Source =
  | { kind: 'time'; at: Date }
  | { kind: 'backup'; arn: string }
  | { kind: 'table'; name: string };

export interface RestoreOptions extends Stage {
  source: Source;
  /** Say what would be done, and write nothing into the table of the stage. */
  dryRun: boolean;
  /** Folder for the specs of clusters that have changed since the backup. */
  specs: string | undefined;
}

export const usage = `Usage: npm run restore -- --stage STAGE --region REGION --at TIME

Brings lost clusters back from an earlier state of the table. It restores that
state into a table beside the stage's own, and then copies from there whatever
the stage's table lacks. What is registered now is never written over. Where the
stage's table is gone, a backup is restored in its place.

  --at TIME       as the table was then, e.g. 2026-03-01T12:00:00Z: within the
                  last 35 days, to 5 minutes ago
  --backup ARN    from a backup (aws dynamodb list-backups)
  --from TABLE    from a table that is there already

  --stage         the installation (default: dev)
  --region        its AWS region (default: AWS_REGION)
  --dry-run       say what would be copied, and copy nothing
  --specs FOLDER  of clusters that were changed since then, write the spec that
                  they had into FOLDER, as NAME.json for PUT /clusters/NAME

Ends with 0, or with 1 when a record could not be restored.`;

/** What was asked for on the command line. Throws an Error with a message for the user. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): RestoreOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...stageOptions(environment),
      at: { type: 'string' },
      backup: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      specs: { type: 'string' },
    },
  });
  const stage = checkStage(values);
  const source = sourceOf(values);
  if (source.kind === 'backup') checkBackup(source.arn, stageNames(stage.stage).table);
  return {
    ...stage,
    source,
    dryRun: values['dry-run'],
    specs: values.specs,
  };
}

function sourceOf({ at, backup, from }: { at?: string; backup?: string; from?: string }): Source {
  const sources: Source[] = [];
  if (at !== undefined) sources.push({ kind: 'time', at: timeOf(at) });
  if (backup !== undefined) sources.push({ kind: 'backup', arn: backup });
  if (from !== undefined) sources.push({ kind: 'table', name: from });
  const [source] = sources;
  if (source === undefined || sources.length > 1)
    throw new Error('Say where to restore from: one of --at TIME, --backup ARN and --from TABLE.');
  return source;
}

/**
 * A cluster's record names its kubeconfig in Secrets Manager by the stage, so those of another stage are of no use
 * here. A backup that AWS Backup made does not name its table.
 */
function checkBackup(arn: string, table: string): void {
  const [, of] = /:table\/([^/]+)\/backup\//.exec(arn) ?? [];
  if (!/^arn:[a-z-]+:(dynamodb|backup):/.test(arn))
    throw new Error(`--backup is "${arn}", expected an ARN, from \`aws dynamodb list-backups\`.`);
  if (of !== undefined && of !== table && !of.startsWith(`${table}-restored-`))
    throw new Error(`--backup is of the table ${of}, expected one of ${table}, this stage's own.`);
}

/** With its zone: a time without one would be taken as this machine's. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw new Error(`--at is "${text}", expected a time with its zone, such as 2026-03-01T12:00:00Z.`);
  return time;
}
