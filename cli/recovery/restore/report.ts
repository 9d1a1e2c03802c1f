import { byReason, names, plural } from '../../words.ts';
import type { CopyReport, Found } from './copy.ts';

export interface RestoreContext {
  dryRun: boolean;
  /** Names of the tables. */
  from: string;
  to: string;
  /** Prefix of the stage's kubeconfigs in Secrets Manager. */
  prefix: string;
  /** Folder of the written specs. */
  specs: string | undefined;
}

/** What was restored, and what is left to the admin. */
export function describeRestore(
  { found, events, orphans }: CopyReport,
  { dryRun, from, to, prefix, specs }: RestoreContext,
): string {
  const lines = [`${from} holds ${plural(found.length, 'cluster')}.`, ''];
  const headings: Record<Found['act'], string> = {
    restored: dryRun ? `Would be restored to ${to}` : `Restored to ${to}, and due now`,
    left: 'Left unchanged',
    unreadable: 'Not restored',
  };
  for (const act of ['restored', 'left', 'unreadable'] as const)
    lines.push(
      ...byReason(
        headings[act],
        found.filter((one) => one.act === act),
      ),
    );
  if (orphans.length > 0)
    lines.push(
      'Not in the backup, and nothing is left of them but their kubeconfig, in',
      `Secrets Manager under ${prefix}.`,
      'Register them again (PUT /clusters/NAME with the kubeconfig), or delete the secret:',
      ...names(orphans),
      '',
    );
  const changed = found.filter(({ was }) => was !== undefined).length;
  if (changed > 0)
    lines.push(
      specs === undefined
        ? 'To see what the changed ones were, run this again with --from and --specs\nFOLDER.'
        : `What the changed ones were is in ${specs}:\nNAME.json is a body for PUT /clusters/NAME.`,
    );
  if (!dryRun) lines.push(`${plural(events, 'line')} of audit trails copied.`);
  lines.push(
    dryRun ? 'Nothing was changed.' : 'The next tick, within a minute, pushes to what was restored.',
  );
  return lines.join('\n');
}
