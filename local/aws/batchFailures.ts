import type { Invocation } from './localFunction.ts';

export interface BatchFailures {
  /** Ids of the messages that stay in the queue. */
  failed: ReadonlySet<string>;
  /** Why the whole batch failed; absent if the handler itself named the failed messages. */
  because?: string;
}

const ends = { threw: 'threw', 'timed out': 'timed out', abandoned: 'was abandoned' };

/**
 * Which messages of a batch failed, by the rules of `ReportBatchItemFailures`: none for an empty answer or an empty
 * list; all if the handler threw or timed out, or its answer cannot be read.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function batchFailures(invocation: Invocation, messageIds: readonly string[]): BatchFailures {
  const all = (because: string) => ({ failed: new Set(messageIds), because });
  if (invocation.outcome !== 'returned') return all(`the handler ${ends[invocation.outcome]}`);
  const { value } = invocation;
  if (value === null) return { failed: new Set() };
  if (typeof value !== 'object' || Array.isArray(value)) return all('the answer is not an object');

  const { batchItemFailures: listed } = value as { batchItemFailures?: unknown };
  if (listed === undefined || listed === null) return { failed: new Set() };
  if (!Array.isArray(listed)) return all('batchItemFailures is not a list');
  const failed = new Set<string>();
  for (const entry of listed as ({ itemIdentifier?: unknown } | null)[]) {
    const id = entry?.itemIdentifier;
    if (typeof id !== 'string') return all('an entry of batchItemFailures has no itemIdentifier');
    if (!messageIds.includes(id)) return all(`itemIdentifier "${id}" is not a message of this batch`);
    failed.add(id);
  }
  return { failed };
}
