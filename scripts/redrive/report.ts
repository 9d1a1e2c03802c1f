import type { Finding, RedriveReport } from './redrive.ts';

/** Names shown for each finding; of the rest only how many. */
const shown = 10;

/** What was found and done, for the admin. Times are epoch milliseconds. */
export function describeRedrive(
  { findings, undeleted }: RedriveReport,
  { queue, dryRun, now }: { queue: string; dryRun: boolean; now: number },
): string {
  if (findings.length === 0) return `${queue} is empty: nothing to do.`;
  const oldest = Math.min(...findings.map(({ sentAt }) => sentAt));
  const dueNow = namesOf(findings.filter(({ act }) => act === 'make-due'));
  const left = findings.filter(({ act }) => act === 'leave').length;
  const would = (done: string, planned: string) => (dryRun ? planned : done);
  return [
    `${queue} ${would('held', 'holds')} ${count(findings.length, 'message')}, the oldest ${age(now - oldest)} old.`,
    '',
    ...groups(findings, dryRun),
    dueNow.length > 0
      ? `${count(dueNow.length, 'cluster')} ${would('due now: the next tick, within a minute, pushes.', 'would be made due now.')}`
      : `No cluster ${would('had to be', 'would be')} made due: all go on by themselves.`,
    ...(left > 0
      ? [
          `${count(left, 'message')} ${would('left', 'would be left')} in the queue. Look at what sent them; then --drop-unreadable.`,
        ]
      : []),
    ...(undeleted > 0 ? [`${count(undeleted, 'message')} could not be deleted. Run this again.`] : []),
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
      const names = namesOf(of);
      const more = names.length > shown ? [`  and ${names.length - shown} more`] : [];
      lines.push(
        `${headings[act]}: ${because}`,
        ...names.slice(0, shown).map((name) => `  ${name}`),
        ...more,
        '',
      );
    }
  }
  return lines;
}

const namesOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ cluster }) => cluster))].sort();

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function age(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return count(minutes, 'minute');
  return minutes < 48 * 60
    ? count(Math.round(minutes / 60), 'hour')
    : count(Math.round(minutes / 1440), 'day');
}
