import { byReason, plural } from '../../words.ts';
import type { Finding, RedriveReport } from './redrive.ts';

/** What was found and done, for the admin. Times are epoch milliseconds. */
export function describeRedrive(
  { findings, undeleted }: RedriveReport,
  { queue, dryRun, now }: { queue: string; dryRun: boolean; now: number },
): string {
  if (findings.length === 0) return `${queue} is empty: nothing to do.`;
  const oldest = Math.min(...findings.map(({ sentAt }) => sentAt));
  const of = (act: Finding['act']) => findings.filter((finding) => finding.act === act);
  const dueNow = new Set(of('make-due').map(({ cluster }) => cluster)).size;
  const left = of('leave').length;
  const would = (done: string, planned: string) => (dryRun ? planned : done);
  return [
    `${queue} ${would('held', 'holds')} ${plural(findings.length, 'message')}, the oldest ${age(now - oldest)} old.`,
    '',
    ...byReason(would('Made due now', 'Would be made due now'), of('make-due')),
    ...byReason(`Needs nothing; the message ${would('is deleted', 'would be deleted')}`, of('drop')),
    ...byReason(would('Left', 'Would be left'), of('leave')),
    dueNow > 0
      ? `${plural(dueNow, 'cluster')} ${would('due now: the next tick, within a minute, pushes.', 'would be made due now.')}`
      : `No cluster ${would('had to be', 'would be')} made due: all go on by themselves.`,
    ...(left > 0
      ? [
          `${plural(left, 'message')} ${would('left', 'would be left')} in the queue. Find out what sent them, then use --drop-unreadable.`,
        ]
      : []),
    ...(undeleted > 0 ? [`${plural(undeleted, 'message')} could not be deleted. Run this again.`] : []),
    ...(dryRun ? ['Nothing was changed.'] : []),
  ].join('\n');
}

function age(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return plural(minutes, 'minute');
  return minutes < 48 * 60
    ? plural(Math.round(minutes / 60), 'hour')
    : plural(Math.round(minutes / 1440), 'day');
}
