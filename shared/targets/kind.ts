import type { Failure } from '../failure.ts';
import type { Access, KubernetesApi } from '../kubernetes/api.ts';
import type { RegistryCredential } from '../registries/credential.ts';
import type { Registry } from '../registries/schema.ts';
import type { NamespaceSelection } from './namespaceSelection.ts';

/** What became of one namespace. */
export type NamespaceResult =
  | { namespace: string; result: 'ready' }
  | { namespace: string; result: 'skipped'; because: string }
  | { namespace: string; result: 'failed'; failure: Failure };

/** What became of one target. */
export interface TargetResult {
  /** Set where the target could not be begun: then nothing was written. */
  failure?: Failure;
  namespaces: readonly NamespaceResult[];
  /** Epoch milliseconds: earliest expiry of what was, or may have been, written; absent where nothing was. */
  writtenUntil?: number;
}

export interface TargetContext {
  /** Name of the cluster in PullPass. */
  cluster: string;
  api: KubernetesApi;
  /** Requests in flight at most. */
  concurrency: number;
  /** Stops a push to a cluster that does not answer. */
  breaker: Breaker;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** A registry and the credential that was minted for it. */
export interface RegistryWithCredential {
  registry: Registry;
  credential: RegistryCredential;
}

/** Remembers whether the cluster as a whole stopped answering. */
export interface Breaker {
  /** The failure that ended the push, once there is one. */
  tripped(): Failure | undefined;
  succeeded(): void;
  failed(failure: Failure): void;
  /** Whether it was given up for time limits, and nobody has seen yet whether it answers anything else. */
  mayHang(): boolean;
  /** Told whether it does. */
  settle(didAnswer: boolean): void;
}

/** Each kind of target implements this, in a folder of its own. */
export interface TargetKind<Spec> {
  /** What it asks of the cluster in each namespace: the union over all targets is the Role in the docs. */
  permissions(spec: Spec): Access[];
  /** The namespaces it writes to. */
  selection(spec: Spec): NamespaceSelection;
  /** Writes the credentials. Resolves whatever happens to single namespaces; throws nothing. */
  push(
    spec: Spec,
    credentials: readonly RegistryWithCredential[],
    context: TargetContext,
  ): Promise<TargetResult>;
  /** Takes out of the cluster what `push` put there, and only that. */
  remove(spec: Spec, context: TargetContext): Promise<TargetResult>;
}
