import { decidePush } from '../../../shared/clusters/decidePush.ts';
import type { PushMessage } from '../../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';

export type LetterVerdict = { act: 'make-due' | 'drop'; because: string };

/**
 * What a dead letter still requires, by the push function's own rules: if they would push, the dispatch died, and the
 * cluster waits until its claim lapses. `now` is ISO 8601.
 */
export function decideLetter(
  message: PushMessage,
  record: ClusterRecord | undefined,
  now: string,
): LetterVerdict {
  const verdict = decidePush(record, message, Date.parse(now));
  if (verdict.act === 'skip') return { act: 'drop', because: verdict.because };
  const { nextPushAt } = verdict.record.status;
  if (nextPushAt !== undefined && nextPushAt <= now) return { act: 'drop', because: 'it is due already' };
  return { act: 'make-due', because: 'its push never happened' };
}
