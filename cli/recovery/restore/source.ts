import { usageError } from '../../program/errors.ts';

/** Where to get the lost records from. */
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
 * A cluster's record refers to its kubeconfig in Secrets Manager by the stage, so another stage's records are useless
 * here. The ARN of an AWS Backup recovery point does not name its table.
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

/** Requires a zone: a time without one would be read as this machine's. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw usageError(`--at is "${text}", expected a time with its zone, such as 2026-03-01T12:00:00Z.`);
  return time;
}
