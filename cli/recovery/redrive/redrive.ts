import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { shardOf } from '../../../shared/clusters/shards.ts';
import { and, equals } from '../../../shared/clusters/store/clause.ts';
import { leaves } from '../../../shared/clusters/store/conditionalWrite.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { updateRecord } from '../../../shared/clusters/store/updateItem.ts';
import { iso } from '../../../shared/iso.ts';
import { whyUnreadable } from '../unreadable.ts';
import type { DeadLetter, DeadLetters } from './deadLetters.ts';
import { decideLetter, type LetterVerdict } from './decideLetter.ts';

/** The result for one letter. `leave`: nothing can be done with it. */
export interface Finding {
  cluster: string;
  act: LetterVerdict['act'] | 'leave';
  because: string;
  sentAt: number;
}

export interface RedriveReport {
  findings: readonly Finding[];
  /** Letters that were handled, but that SQS did not delete. */
  undeleted: number;
}

export interface RedriveWorld {
  letters: DeadLetters;
  table: Table;
  now: () => number;
}

/** A queue returns at most ten messages per call. */
const readers = 4;

/**
 * Goes through the whole queue. Makes a cluster due before it deletes the letter: if a run ends in between, the letter
 * stays, and the next run finds the cluster already due.
 */
export async function redrive(
  { letters, table, now }: RedriveWorld,
  { dryRun, dropUnreadable }: { dryRun: boolean; dropUnreadable: boolean },
  signal: AbortSignal,
): Promise<RedriveReport> {
  const report = { findings: [] as Finding[], undeleted: 0 };
  const kept: DeadLetter[] = [];
  const outcomes = await Promise.allSettled(Array.from({ length: readers }, readOn));
  await letters.putBack(kept);
  const fault = outcomes.find((outcome) => outcome.status === 'rejected');
  if (fault !== undefined && !signal.aborted) throw fault.reason;
  return report;

  async function readOn(): Promise<void> {
    while (!signal.aborted) {
      const batch = await letters.take();
      if (batch.length === 0) return;
      // Letters not handled yet; after a fault they are made visible to the next run at once.
      kept.push(...batch);
      const findings = await Promise.all(batch.map(dealWith));
      report.findings.push(...findings);
      if (dryRun) continue;
      const done = batch.filter((_, index) => findings[index]?.act !== 'leave');
      report.undeleted += await letters.remove(done);
      for (const letter of done) kept.splice(kept.indexOf(letter), 1);
    }
  }

  async function dealWith({ message, id, sentAt }: DeadLetter): Promise<Finding> {
    if (message === undefined) {
      const act = dropUnreadable ? 'drop' : 'leave';
      return { cluster: `message ${id}`, act, because: 'this version of PullPass cannot read it', sentAt };
    }
    const { cluster } = message;
    let record: ClusterRecord | undefined;
    try {
      record = await readCluster(table, cluster);
    } catch (error) {
      return { cluster, act: 'leave', because: whyUnreadable(error), sentAt };
    }
    const due = iso(now());
    const verdict = decideLetter(message, record, due);
    if (dryRun || verdict.act === 'drop') return { cluster, sentAt, ...verdict };

    const stillItsClaim = equals('claim', message.claim);
    const notDispatchedSince = equals('nextPushAt', record?.status.nextPushAt);
    const fields = { nextPushAt: due, dueShard: shardOf(cluster) };
    const made = await updateRecord(table, cluster, fields, {
      when: and(stillItsClaim, notDispatchedSince),
      trace: leaves('nextPushAt', due),
    });
    if (made) return { cluster, sentAt, ...verdict };
    return {
      cluster,
      act: 'drop',
      because: 'the cluster changed meanwhile, and a newer push serves it',
      sentAt,
    };
  }
}
