import type { PushMessage } from '../../shared/clusters/dispatch.ts';
import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { bound } from '../../shared/observability/log.ts';
import { remembering } from './cluster/remembering.ts';
import { newUnanswered, type Unanswered } from './lateWrites.ts';
import { type Lease, leaseFor } from './lease.ts';
import type { Access } from './renewal/access.ts';
import type { PushWorld } from './world.ts';

/** What a push does with its cluster. `tell-end`: it only reports that the worker before it ended. */
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
  /** When it must be over, in epoch milliseconds. */
  deadline: number;
  /** Its tokens. */
  lease: Lease;
  /** Records which credential the cluster accepted. */
  access: Access;
  /** Records writes whose outcome is unknown. */
  unanswered: Unanswered;
  /**
   * Its log adds the message's fields; its vault returns the same kubeconfig again, even if that has been deleted
   * meanwhile.
   */
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
