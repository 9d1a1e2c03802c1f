import type { CallFilter } from '../../../../local/aws/calls.ts';
import type { Fault as AwsFault } from '../../../../local/aws/faults.ts';
import type { Fault as ClusterFault } from '../../simulation/fault.ts';
import type { Minting } from '../service/identity.ts';
import type { Fate } from '../time/run.ts';

/** The properties of a schedule's cluster. */
export interface Shape {
  /** How many namespaces it has, at least 1. */
  namespaces: number;
  /** Whether the secret is linked to a service account. */
  linked: boolean;
  /** Whether a glob chooses namespaces, which needs a list of them. */
  glob: boolean;
  /** Whether a role of another account obtains the token. */
  role: boolean;
  /** Whether ECR Public is one of its registries. */
  public?: boolean;
  refreshEveryMinutes: number;
  /** Minutes that a token of its service account lives, if its credential renews itself. */
  renew?: number | undefined;
}

export const adminActions = [
  'pause',
  'resume',
  'refresh',
  'rotate',
  'renew',
  'deregister',
  'shorten',
  'add-registry',
  'rename-secret',
] as const;

/** What others do inside a cluster, at once or while the next push writes to it. */
export const intrusions = [
  'delete-secret',
  'hold-secret',
  'relabel-secret',
  'delete-namespace',
  'terminate-namespace',
  'rewrite-account',
  'delete-identity',
] as const;

/** One step of a schedule. Numbers of clusters, workers and messages are taken modulo how many there are. */
export type Step =
  /** Time passes without ticks. */
  | { do: 'wait'; minutes: number }
  /** The service works normally for a while, with whatever is broken. */
  | { do: 'live'; minutes: number }
  | ({ do: 'tick' } & Fate)
  | ({
      do: 'deliver';
      from: number;
      count: number;
      worker: number;
      keep: boolean;
    } & Fate)
  | { do: 'lose'; from: number }
  /** An admin requests a push, and this worker does it. */
  | ({ do: 'push'; cluster: number; worker: number } & Fate)
  | { do: 'break'; cluster: number; fault: ClusterFault }
  /** From now on, its answers kill workers. */
  | { do: 'poison'; cluster: number }
  | { do: 'mend'; cluster: number }
  /** From now on, tokens that the cluster issues live no longer than this many minutes. */
  | { do: 'cap'; cluster: number; minutes: number }
  /** From now on, it answers requests for tokens like this. */
  | { do: 'mint'; cluster: number; minting: Minting }
  /** The cluster no longer accepts the credential in use, but still the one before. */
  | { do: 'refuse'; cluster: number }
  | { do: 'break-aws'; rule: CallFilter & { fault: AwsFault; times?: number } }
  | { do: 'mend-aws' }
  /** Registries refuse every token issued so far, before the expiry that AWS stated. */
  | { do: 'revoke' }
  /** A worker's clock goes wrong; worker 2 is the tick and the API. */
  | { do: 'skew'; worker: number; minutes: number }
  | ({ do: 'ask'; cluster: number; action: (typeof adminActions)[number] } & Fate)
  | { do: 'intrude'; cluster: number; intrusion: (typeof intrusions)[number]; during: boolean }
  /** All of it at the same time. */
  | { do: 'at-once'; steps: readonly Step[] };

export interface Schedule {
  clusters: readonly Shape[];
  /**
   * The value of Math.random, from 0 up to 1; default 0.5. It decides jitter, and where a round of namespaces begins.
   */
  chance?: number;
  steps: readonly Step[];
}
