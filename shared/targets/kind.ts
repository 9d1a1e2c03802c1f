import type { Ends } from '../ends.ts';
import type { Failure, FailureReport } from '../failure.ts';
import type { Access } from '../kubernetes/access.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import type { RegistryCredential } from '../registries/credential.ts';
import type { Registry } from '../registries/schema.ts';
import type { ListNamespaces } from './listedOnce.ts';
import type { NamespaceSelection } from './namespaceSelectionSchema.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Target } from './schema.ts';

/** The result in one namespace. */
export type NamespaceResult =
  | { namespace: string; result: 'ready' }
  | { namespace: string; result: 'skipped'; because: string }
  /**
   * `written`: every credential is in place, but something else failed. `covered`: whether pods can pull all the same,
   * or there are no pods; absent if that was not checked.
   */
  | { namespace: string; result: 'failed'; failure: Failure; written?: true; covered?: boolean };

/** Something PullPass wrote that others had deleted or changed, now restored. */
export interface Repair {
  /** "secret payments/ecr-credentials" */
  object: string;
  /** "was missing" */
  because: string;
}

/** Something that was removed from the cluster and seen to be gone. */
export interface Removed {
  /** "secret ecr-credentials" */
  what: string;
  namespace: string;
}

/** Where PullPass cannot see whether something it wrote is left. */
export interface UnseenRemoval {
  /** "secret ecr-credentials" */
  what: string;
  /** `unlisted`: all namespaces except those that the target names. */
  namespaces: readonly string[] | 'unlisted';
}

/** The result of one target. */
export interface TargetResult {
  /** Present if the target could not be begun: then nothing was written. */
  failure?: Failure;
  /** Present, together with `failure`, if no namespace is chosen: then nothing is missing. */
  nothingChosen?: true;
  namespaces: readonly NamespaceResult[];
  /** The result of removals from namespaces that are no longer chosen. */
  leftovers?: Pick<TargetResult, 'failure' | 'namespaces' | 'removed' | 'unseen'>;
  /** When the first of what was, or may have been, written expires. Absent if nothing was written. */
  writtenUntil?: Ends;
  repairs?: readonly Repair[];
  removed?: readonly Removed[];
  /** Not a failure: PullPass may have no right to look into namespaces that are not chosen. */
  unseen?: readonly UnseenRemoval[];
}

/** What targets may write. If that depends on the cluster, assume that they do. */
export interface Keeps {
  secret(namespace: string, secretName: string): boolean;
  link(namespace: string, secretName: string, account: string): boolean;
  /** Whether they write a secret of that name in any namespace. */
  anywhere(secretName: string): boolean;
}

/** A service account that names a target's secrets. */
export interface LinkedAccount {
  name: string;
  /** If true, its absence is not a failure. */
  optional: boolean;
}

export interface TargetContext {
  /** Name of the cluster in PullPass. */
  cluster: string;
  /** All registries of the cluster. */
  registries: readonly Registry[];
  api: KubernetesApi;
  /** Like the API's, but each list is read only once: see listedOnce. */
  listNamespaces: ListNamespaces;
  /** Most requests in flight. */
  concurrency: number;
  /** Stops a push to a cluster that does not answer. */
  breaker: Breaker;
  /** What other, remaining targets write, which must not be removed. */
  keeps: Keeps;
  /** Claims a secret for this target before it is written: see claims. Throws a Failure if another target has it. */
  claim: (namespace: string, secretName: string) => void;
  /** Epoch milliseconds. */
  now: () => number;
  /**
   * Epoch milliseconds: when a push of this version of the spec last served all that it chooses; absent if none has.
   */
  servedAt?: number | undefined;
  /** Nothing that was served expires before this. */
  heldUntil?: Ends | undefined;
  /** Epoch milliseconds: when a registry refused what had been written; absent if everything was written since. */
  withdrawnAt?: number | undefined;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** A registry and its credential. */
export interface RegistryWithCredential {
  registry: Registry;
  credential: RegistryCredential;
}

/** Remembers whether the cluster as a whole has stopped answering. */
export interface Breaker {
  /** The failure that ended the push, if any. */
  tripped(): Failure | undefined;
  succeeded(): void;
  failed(failure: Failure): void;
  /** Whether it was given up because of time limits, and nobody knows yet whether it answers anything else. */
  mayHang(): boolean;
  /** Call it with whether the cluster answers. */
  settle(didAnswer: boolean): void;
}

/** A secret in the cluster. `until`: when it expires, according to itself. */
export type SeenSecret =
  /** As PullPass wrote it for this cluster, with the content it should have now. */
  | { as: 'written'; until?: Ends }
  /** `because`: completes "the secret …". */
  | { as: 'missing' | 'wrong'; because: string; until?: Ends };

/** Looks at what a target should have in a namespace. Both throw a Failure if this may be neither read nor listed. */
export interface Examination {
  secret(namespace: string, secretName: string): Promise<SeenSecret>;
  /** The target's secrets that a service account does not name; undefined if the account does not exist. */
  unlinked(namespace: string, account: string): Promise<readonly string[] | undefined>;
}

/** What an examination needs: how the cluster was last served, and the clock. */
export type ExaminationContext = Pick<
  TargetContext,
  'api' | 'cluster' | 'registries' | 'now' | 'servedAt' | 'heldUntil'
>;

/** The result of a check that belongs to one kind. */
export type TargetFinding =
  | { result: 'passed' | 'unchecked'; message: string }
  | { result: 'failed'; failure: FailureReport };

/** Reports what is wrong with a field of a target: its path, and words that complete "the field …". */
export type Refuse = (path: (string | number)[], message: string) => void;

/** The part of a kind that no push loads: what is known of it without a cluster. Stands in the kind's folder too. */
export interface TargetDeclaration<Spec> {
  /**
   * One target of the kind. docs/permissions.md shows what it needs; tests use it with exactly these permissions, and
   * with one verb less.
   */
  example: Spec;
  /** Refuses what does not fit the cluster's registries, such as a name that none of them has. */
  checkRegistries(spec: Spec, all: readonly Registry[], refuse: Refuse): void;
  /** What it writes and where, in an admin's words. Default: its secrets and its namespaces. */
  inWords?(spec: Spec): string;
  /**
   * What an admin should know before using it: effects beyond the objects it writes, and how some readers of these
   * behave. `all`: the registries of the cluster. `targets`: its targets, this one included.
   */
  notices?(spec: Spec, all: readonly Registry[], targets: readonly Target[]): string[];
}

/** What each kind of target implements, in its own folder. */
export interface TargetKind<Spec> {
  /** The registries whose credentials it needs, of the cluster's `all`, in their order. */
  registries(spec: Spec, all: readonly Registry[]): Registry[];
  /** Milliseconds that a credential should still live when it is pushed. Absent if any life is enough. */
  lifeNeeded?(spec: Spec): number;
  /** The rights it needs in each namespace. The union over all targets is the Role in the docs. */
  permissions(spec: Spec): Access[];
  /** Rights that it can do without, but that improve it. */
  wishes?(spec: Spec): Access[];
  /** The namespaces it writes to. */
  selection(spec: Spec): NamespaceSelection;
  /** The same target in other namespaces. Absent if it offers no choice. */
  withNamespaces?(spec: Spec, namespaces: NamespaceSelection): Spec;
  /** Whether it removes its secrets from namespaces that it no longer chooses. Absent if it never does. */
  prunes?(spec: Spec): boolean;
  /** Names of the secrets that it writes in each of them. */
  secretNames(spec: Spec): string[];
  /** Present if the secret is not its own: it writes entries into a secret that others write to as well. */
  sharesSecret?: true;
  /** Present if each registry has its own secrets. Absent if every secret holds all credentials. */
  secretPerRegistry?: true;
  /** The service accounts in each of them that it links its secrets to. */
  serviceAccounts(spec: Spec): LinkedAccount[];
  /** Checks what only this kind needs of a cluster. Writes nothing; throws nothing. */
  preflight?(spec: Spec, api: KubernetesApi): Promise<TargetFinding[]>;
  /**
   * What `push` and `remove` do in one namespace, as dry runs. `credentials`: placeholders. Throws a Failure if it
   * cannot be composed.
   */
  rehearse(spec: Spec, credentials: readonly RegistryWithCredential[], context: RehearsalContext): Rehearsal;
  /** Writes the credentials. Resolves whatever happens in single namespaces; throws nothing. */
  push(
    spec: Spec,
    credentials: readonly RegistryWithCredential[],
    context: TargetContext,
  ): Promise<TargetResult>;
  /**
   * Between refreshes: writes only where something that `push` wrote is missing, changed or foreign. The other
   * namespaces are ready. Requests credentials only if there is something to write. Absent if the target's namespaces
   * cannot change by themselves.
   */
  sweep?(
    spec: Spec,
    credentials: () => Promise<readonly RegistryWithCredential[]>,
    context: TargetContext,
  ): Promise<TargetResult>;
  /** How to look at what it has in this many namespaces. Sends nothing yet. */
  examine(spec: Spec, namespaces: number, context: ExaminationContext): Examination;
  /**
   * Removes from the cluster what `push` wrote there, and nothing else. A namespace is `ready` once it was seen to hold
   * nothing of it.
   */
  remove(spec: Spec, context: TargetContext): Promise<TargetResult>;
}

/** `api`: one that only makes dry runs. */
export type RehearsalContext = Pick<TargetContext, 'cluster' | 'now' | 'random' | 'sleep'> & {
  api: KubernetesApi;
};
