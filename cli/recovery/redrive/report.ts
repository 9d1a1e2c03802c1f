import { names, plural } from '../../words.ts';
import type { Finding, RedriveReport } from './redrive.ts';

/** What was found and done, for the admin. Times are epoch milliseconds. */
export function describeRedrive(
  { findings, undeleted }: RedriveReport,
  { queue, dryRun, now }: { queue: string; dryRun: boolean; now: number },
): string {
  if (findings.length === 0) return `${queue} is empty: nothing to do.`;
  const oldest = Math.min(...findings.map(({ sentAt }) => sentAt));
  const dueNow = clustersOf(findings.filter(({ act }) => act === 'make-due')).size;
  const left = findings.filter(({ act }) => act === 'leave').length;
  const would = (done: string, planned: string) => (dryRun ? planned : done);
  return [
    `${queue} ${would('held', 'holds')} ${plural(findings.length, 'message')}, the oldest ${age(now - oldest)} old.`,
    '',
    ...groups(findings, dryRun),
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

function groups(findings: readonly Finding[], dryRun: boolean): string[] {
  const headings = {
    'make-due': dryRun ? 'Would be made due now' : 'Made due now',
    drop: dryRun ? 'Needs nothing; the message would be deleted' : 'Needs nothing; the message is deleted',
    leave: dryRun ? 'Would be left' : 'Left',
  };
  const lines: string[] = [];
  for (const act of ['make-due', 'drop', 'leave'] as const) {
    for (const [because, of] of Map.groupBy(
      findings.filter((finding) => finding.act === act),
      (finding) => finding.because,
    )) {
      lines.push(`${headings[act]}: ${because}`, ...names(of.map(({ cluster }) => cluster)), '');
    }
  }
  return lines;
}

const clustersOf = (findings: readonly Finding[]) => new Set(findings.map(({ cluster }) => cluster));

function age(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return plural(minutes, 'minute');
  return minutes < 48 * 60
    ? plural(Math.round(minutes / 60), 'hour')
    : plural(Math.round(minutes / 1440), 'day');
}
