import type { Failure, FailureReport } from '../failure.ts';
import type { Access, KubernetesApi } from '../kubernetes/api.ts';
import type { RegistryCredential } from '../registries/credential.ts';
import type { Registry } from '../registries/schema.ts';
import type { ListNamespaces } from './listedOnce.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What became of one namespace. */
export type NamespaceResult =
  | { namespace: string; result: 'ready' }
  | { namespace: string; result: 'skipped'; because: string }
  /**
   * `written`: every credential is in place, and something else failed. `covered`: whether pods can pull all the same,
   * or there is no pod that could; absent if that was not asked.
   */
  | { namespace: string; result: 'failed'; failure: Failure; written?: true; covered?: boolean };

/** Something of ours that others had deleted or changed, and that is as it should be again. */
export interface Repair {
  /** "secret payments/ecr-credentials" */
  object: string;
  /** "was missing" */
  because: string;
}

/** Something of ours that was taken out of the cluster, and was seen to be gone. */
export interface Removed {
  /** "secret ecr-credentials" */
  what: string;
  namespace: string;
}

/** Where it is not known whether something of ours is left. */
export interface Unseen {
  /** "secret ecr-credentials" */
  what: string;
  /** `unlisted`: in all but the namespaces that the target names. */
  namespaces: readonly string[] | 'unlisted';
}

/** What became of one target. */
export interface TargetResult {
  /** Set where the target could not be begun: then nothing was written. */
  failure?: Failure;
  /** Set beside it where no namespace is chosen: then nothing that was to be written is missing. */
  nothingChosen?: true;
  namespaces: readonly NamespaceResult[];
  /** What became of what is to be removed from namespaces that are chosen no longer. */
  leftovers?: Pick<TargetResult, 'failure' | 'namespaces' | 'removed' | 'unseen'>;
  /**
   * Epoch milliseconds: earliest expiry of what was, or may have been, written; Infinity where nothing of it ends.
   * Absent if nothing was.
   */
  writtenUntil?: number;
  repairs?: readonly Repair[];
  removed?: readonly Removed[];
  /** No failure: in namespaces that are not chosen, PullPass may have no right to look. */
  unseen?: readonly Unseen[];
}

/** What targets may write; where that is open, they are taken to. */
export interface Keeps {
  secret(namespace: string, secretName: string): boolean;
  link(namespace: string, secretName: string, account: string): boolean;
  /** Whether they write a secret of that name in any namespace. */
  anywhere(secretName: string): boolean;
}

/** A service account that names the secrets of a target. */
export interface LinkedAccount {
  name: string;
  /** Where it is missing, nothing fails. */
  optional: boolean;
}

export interface TargetContext {
  /** Name of the cluster in PullPass. */
  cluster: string;
  /** All registries of the cluster. */
  registries: readonly Registry[];
  api: KubernetesApi;
  /** As the API's, but each list is read once: see listedOnce. */
  listNamespaces: ListNamespaces;
  /** Requests in flight at most. */
  concurrency: number;
  /** Stops a push to a cluster that does not answer. */
  breaker: Breaker;
  /** What other targets that stay write: that is not to be removed. */
  keeps: Keeps;
  /** Claims a secret for this target, before it is written: see claims. Throws a Failure where another has it. */
  claim: (namespace: string, secretName: string) => void;
  /** Epoch milliseconds. */
  now: () => number;
  /** Epoch milliseconds: when a push of this very spec last served all that it chooses; absent if none has. */
  servedAt?: number | undefined;
  /** Epoch milliseconds: nothing that was served ends before; Infinity where it does not end. */
  heldUntil?: number | undefined;
  /** Epoch milliseconds: when a registry was seen to refuse what had been written; absent if all was written since. */
  withdrawnAt?: number | undefined;
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

/** A secret as it is in the cluster. `until`: epoch milliseconds when it ends, as it says itself; Infinity where it does not. */
export type SeenSecret =
  /** As PullPass wrote it for this cluster, and with what it should carry now. */
  | { as: 'written'; until?: number }
  /** `because`: completes "the secret …". */
  | { as: 'missing' | 'wrong'; because: string; until?: number };

/** Looks at what a target should have in a namespace. Both throw a Failure where it may neither be read nor listed. */
export interface Examination {
  secret(namespace: string, secretName: string): Promise<SeenSecret>;
  /** Which of the target's secrets a service account does not name; undefined if there is no such account. */
  unlinked(namespace: string, account: string): Promise<readonly string[] | undefined>;
}

/** What an examination needs: the cluster as it was last served, and the clock. */
export type ExaminationContext = Pick<
  TargetContext,
  'api' | 'cluster' | 'registries' | 'now' | 'servedAt' | 'heldUntil'
>;

/** What a kind's own check found. */
export type TargetFinding =
  | { result: 'passed' | 'unchecked'; message: string }
  | { result: 'failed'; failure: FailureReport };

/** Says what is wrong with a field of a target: its path there, and words that complete "the field …". */
export type Refuse = (path: (string | number)[], message: string) => void;

/** What is known of a kind before anything is pushed, and what no push loads. In the folder of the kind, too. */
export interface TargetDeclaration<Spec> {
  /** One target of the kind: docs/permissions.md shows what it needs, and tests try it with one verb less. */
  example: Spec;
  /** Refuses what cannot be with the registries that the cluster has: one that is named and missing, above all. */
  checkRegistries(spec: Spec, all: readonly Registry[], refuse: Refuse): void;
  /** What it writes, and where, as an admin calls it; default: its secrets and its namespaces. */
  inWords?(spec: Spec): string;
  /**
   * What an admin should know of before using it: effects beyond the objects that it writes, and what some of those who
   * read them make of it. `all`: the registries of the cluster.
   */
  notices?(spec: Spec, all: readonly Registry[]): string[];
}

/** Each kind of target implements this, in a folder of its own. */
export interface TargetKind<Spec> {
  /** The registries whose credentials it needs, of `all` that the cluster has, in their order. */
  registries(spec: Spec, all: readonly Registry[]): Registry[];
  /** Milliseconds that a credential should still live when it is pushed. Absent if any life will do. */
  lifeNeeded?(spec: Spec): number;
  /** What it asks of the cluster in each namespace: the union over all targets is the Role in the docs. */
  permissions(spec: Spec): Access[];
  /** What it can do without, but is better with. */
  wishes?(spec: Spec): Access[];
  /** The namespaces it writes to. */
  selection(spec: Spec): NamespaceSelection;
  /** The same target in other namespaces. Absent if it has no choice. */
  withNamespaces?(spec: Spec, namespaces: NamespaceSelection): Spec;
  /** Whether it takes its secrets out of namespaces that it chooses no longer. Absent if it never does. */
  prunes?(spec: Spec): boolean;
  /** Names of the secrets that it writes in each of them. */
  secretNames(spec: Spec): string[];
  /** Whether the secret is not its own: it writes entries into one that others write, too. */
  sharesSecret?: true;
  /** Whether each registry has secrets of its own. Absent if the credentials of all stand in each. */
  secretPerRegistry?: true;
  /** The service accounts that it links its secrets to, in each of them. */
  serviceAccounts(spec: Spec): LinkedAccount[];
  /** Looks, and writes nothing, for what only this kind needs of a cluster. Throws nothing. */
  preflight?(spec: Spec, api: KubernetesApi): Promise<TargetFinding[]>;
  /**
   * What `push` and `remove` do in one namespace, as dry runs. `credentials`: placeholders. Throws a Failure where it
   * cannot be made.
   */
  rehearse(spec: Spec, credentials: readonly RegistryWithCredential[], context: RehearsalContext): Rehearsal;
  /** Writes the credentials. Resolves whatever happens to single namespaces; throws nothing. */
  push(
    spec: Spec,
    credentials: readonly RegistryWithCredential[],
    context: TargetContext,
  ): Promise<TargetResult>;
  /**
   * Between refreshes: writes where what `push` wrote is missing, changed or foreign, and only there. The other
   * namespaces are ready. Asks for credentials only where there is something to write. Absent if a target's
   * namespaces cannot come and go.
   */
  sweep?(
    spec: Spec,
    credentials: () => Promise<readonly RegistryWithCredential[]>,
    context: TargetContext,
  ): Promise<TargetResult>;
  /** How to look at what it has in so many namespaces. Asks nothing yet. */
  examine(spec: Spec, namespaces: number, context: ExaminationContext): Examination;
  /**
   * Takes out of the cluster what `push` put there, and only that. A namespace is `ready` where it was seen that nothing
   * of it is left.
   */
  remove(spec: Spec, context: TargetContext): Promise<TargetResult>;
}

/** `api`: one that makes dry runs alone. */
export type RehearsalContext = Pick<TargetContext, 'cluster' | 'now' | 'random' | 'sleep'> & {
  api: KubernetesApi;
};
