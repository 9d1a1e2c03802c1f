import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { bound } from '../../shared/observability/log.ts';
import { remembering } from './cluster/remembering.ts';
import { newUnanswered, type Unanswered } from './lateWrites.ts';
import { type Lease, leaseFor } from './lease.ts';
import type { Access } from './renewal/access.ts';
import type { PushWorld } from './world.ts';

/** What a push does with its cluster. `tell-end`: nothing, the worker before ended in doing so. */
export type Act = 'push' | 'sweep' | 'remove' | 'tell-end';

/** One push to one cluster, until it is recorded. */
export interface Run {
  /** As it was read when the push began. */
  record: ClusterRecord;
  act: Act;
  /** Whether it writes what the targets should have: a refresh or a sweep. Only such a push renews a credential. */
  serves: boolean;
  swept: boolean;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Epoch milliseconds by which it is to be over. */
  deadline: number;
  /** Its tokens. */
  lease: Lease;
  /** Learns which credential the cluster took. */
  access: Access;
  /** Learns of writes whose end is unknown. */
  unanswered: Unanswered;
  /** Its log names the message; its vault gives the kubeconfig again that it gave, though it was deleted meanwhile. */
  world: PushWorld;
}

export function newRun(
  { record, act }: { record: ClusterRecord; act: Act },
  message: PushMessage,
  world: PushWorld,
  { startedAt, deadline }: Pick<Run, 'startedAt' | 'deadline'>,
): Run {
  return {
    record,
    act,
    serves: act === 'push' || act === 'sweep',
    swept: act === 'sweep',
    startedAt,
    deadline,
    lease: leaseFor(record, world.tokens, startedAt),
    access: { refused: false },
    unanswered: newUnanswered(),
    world: { ...world, vault: remembering(world.vault), log: bound(world.log, message) },
  };
}
