import type { Cluster } from '../api/client.ts';

/** How far the first push is, according to the API. */
export type Progress =
  | { is: 'served'; validUntil: string }
  | { is: 'failed'; because: string }
  | { is: 'waiting'; because: string };

/** Kinds that may pass: a canary's address may take a while to be reachable. */
const passing = new Set(['unreachable', 'timeout', 'throttled']);

export function decideProgress(cluster: Cluster | undefined, stage: string): Progress {
  if (cluster === undefined) return { is: 'failed', because: 'it is no longer registered: who removed it?' };
  const { status } = cluster;
  const isFailing = status.phase === 'Failing' || status.phase === 'Degraded';
  const [worst] = isFailing ? (status.problems ?? []) : [];
  if (worst !== undefined) {
    const because = `${worst.kind}: ${worst.message}\n→ ${worst.remedy}`;
    return { is: passing.has(worst.kind) ? 'waiting' : 'failed', because };
  }
  if (status.lastSuccessAt !== undefined && status.validUntil !== undefined)
    return { is: 'served', validUntil: status.validUntil };
  return {
    is: 'waiting',
    because: `no push was recorded; it is ${status.phase}. Nothing takes its message, or recording fails:
→ see the log group /aws/lambda/pullpass-${stage}-push, whether that function's event source is
  enabled, and the queue pullpass-${stage}-push`,
  };
}
