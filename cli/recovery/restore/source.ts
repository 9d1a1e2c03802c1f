import { usageError } from '../../program/errors.ts';

/** Where the lost records are. */
export type Source =
  | { kind: 'time'; at: Date }
  | { kind: 'backup'; arn: string }
  | { kind: 'table'; name: string };

/** @param table the stage's own. Throws a usage error. */
export function sourceOf(
  { at, backup, from }: { at?: string; backup?: string; from?: string },
  table: string,
): Source {
  const sources: Source[] = [];
  if (at !== undefined) sources.push({ kind: 'time', at: timeOf(at) });
  if (backup !== undefined) sources.push({ kind: 'backup', arn: checkedBackup(backup, table) });
  if (from !== undefined) sources.push({ kind: 'table', name: from });
  const [source] = sources;
  if (source === undefined || sources.length > 1)
    throw usageError('Where to restore from?', 'Give one of --at TIME, --backup ARN and --from TABLE.');
  return source;
}

/**
 * A cluster's record names its kubeconfig in Secrets Manager by the stage, so those of another stage are of no use
 * here. A backup that AWS Backup made does not name its table.
 */
function checkedBackup(arn: string, table: string): string {
  const [, of] = /:table\/([^/]+)\/backup\//.exec(arn) ?? [];
  if (!/^arn:[a-z-]+:(dynamodb|backup):/.test(arn))
    throw usageError(`--backup is "${arn}", expected an ARN, from \`aws dynamodb list-backups\`.`);
  if (of !== undefined && of !== table && !of.startsWith(`${table}-restored-`))
    throw usageError(
      `--backup is a backup of the table ${of}, expected one of ${table}, the table of this stage.`,
    );
  return arn;
}

/** With its zone: a time without one would be taken as this machine's. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw usageError(`--at is "${text}", expected a time with its zone, such as 2026-03-01T12:00:00Z.`);
  return time;
}
