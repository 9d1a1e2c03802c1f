import type { Ends } from '../../ends.ts';
import { type Phase, phases } from '../record.ts';
import { endsIn } from './item.ts';
import { countOverShards, eachOverShards, firstOverShards } from './overShards.ts';
import type { Table } from './table.ts';

export interface AttentionTally {
  phases: Record<Exclude<Phase, 'Healthy'>, number>;
  /** Clusters whose last push or deregistration failed. */
  failing: number;
  /** Those that have been failing since before a given time. */
  failingLong: number;
}

/** Counts the clusters that are not Healthy, by what the index says of them. `longAgo`: ISO 8601. */
export async function tallyAttention(table: Table, longAgo: string): Promise<AttentionTally> {
  const tally: AttentionTally = {
    phases: { Pending: 0, Degraded: 0, Failing: 0, Paused: 0, Deregistering: 0 },
    failing: 0,
    failingLong: 0,
  };
  await eachOverShards(table, { index: 'attention', shard: 'attentionShard' }, 'attention', (attention) => {
    const [phase, failingSince] = attention.split('#');
    if (isCounted(phase)) tally.phases[phase]++;
    if (!failingSince) return;
    tally.failing++;
    if (failingSince < longAgo) tally.failingLong++;
  });
  return tally;
}

function isCounted(phase: string | undefined): phase is keyof AttentionTally['phases'] {
  return phase !== 'Healthy' && (phases as readonly (string | undefined)[]).includes(phase);
}

export interface ExpiryTally {
  /** Includes the expired ones. */
  atRisk: number;
  expired: number;
  /** Absent if no cluster is served. */
  earliest?: Ends;
}

/** Counts the served clusters whose earliest token expires before `soon`, and before `now` (ISO 8601). */
export async function tallyExpiry(table: Table, now: string, soon: string): Promise<ExpiryTally> {
  const index = { index: 'expiry', shard: 'expiryShard' };
  const ends: string[] = [];
  const before = { where: 'validUntil < :soon', values: { ':soon': soon } };
  await eachOverShards(table, { ...index, ...before }, 'validUntil', (end) => ends.push(end));

  const candidates =
    ends.length > 0
      ? ends
      : (await firstOverShards(table, index)).map(({ validUntil }) => String(validUntil));
  const [earliest] = candidates.sort();
  return {
    atRisk: ends.length,
    expired: ends.filter((end) => end <= now).length,
    ...(earliest !== undefined && { earliest: endsIn(earliest) }),
  };
}

export interface UncoveredTally {
  /** Clusters with a chosen namespace in which pods cannot pull, and those never served. */
  clusters: number;
  /** How many of these namespaces are known. */
  namespaces: number;
}

/** Counts the served clusters that have namespaces without a known valid credential. */
export async function tallyUncovered(table: Table): Promise<UncoveredTally> {
  const tally: UncoveredTally = { clusters: 0, namespaces: 0 };
  await eachOverShards(table, { index: 'uncovered', shard: 'uncoveredShard' }, 'uncovered', (namespaces) => {
    tally.clusters++;
    tally.namespaces += Number(namespaces) || 0;
  });
  return tally;
}

/** How many kubeconfigs expire before `time` (ISO 8601). */
export function countKubeconfigsEnding(table: Table, time: string): Promise<number> {
  return countOverShards(table, {
    index: 'kubeconfigs',
    shard: 'kubeconfigShard',
    where: 'kubeconfigExpiresAt < :time',
    values: { ':time': time },
  });
}
