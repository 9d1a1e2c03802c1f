import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { Problem } from '../http/problem.ts';

/** DynamoDB limits an item to 400 KB, and a push adds to the record. */
const largestRecord = 350_000;

export function checkSize(record: ClusterRecord): void {
  const bytes = Buffer.byteLength(JSON.stringify(record), 'utf8');
  if (bytes <= largestRecord) return;
  throw new Problem(
    422,
    'too-large',
    `The cluster's record would take ${bytes} bytes; at most ${largestRecord} can be stored.`,
    {
      remedy:
        'Name fewer namespaces: use globs or a labelSelector. Targets that were taken out count until they are cleaned up.',
    },
  );
}
