import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';

/** What a target writes, by its spec. Which namespaces these are is only known during a push. */
export interface PlannedWrite {
  /** Name of the target. */
  target: string;
  secret: string;
  namespaces: NamespaceSelection;
  /** Service accounts that the secret is linked to. */
  serviceAccounts: string[];
  /** Names of the registries whose credentials it holds. */
  registries: string[];
  /** Compared with what was written so far. */
  change: 'new' | 'changed' | 'same';
  /** All of it in one sentence. */
  message: string;
}

/** Something that is removed from the cluster, or stays there without being renewed. */
export interface PlannedRemoval {
  /**
   * secret: the secret itself, with its links. link: the secret's name in service accounts. entries: what PullPass
   * wrote into a secret that stays.
   */
  what: 'secret' | 'link' | 'entries';
  secret: string;
  namespaces: NamespaceSelection;
  /** Namespaces that these choose are left out. */
  notIn?: NamespaceSelection[];
  serviceAccounts?: string[];
  /** Hosts of the entries. */
  hosts?: string[];
  message: string;
}

/** What a change does to the cluster, derived from the specs alone: the cluster is not asked. */
export interface Plan {
  writes: PlannedWrite[];
  removes: PlannedRemoval[];
  /** What PullPass wrote, but from now on neither renews nor removes. */
  leaves: PlannedRemoval[];
  /** Present if the cluster is paused: nothing happens until it is resumed. */
  afterResuming?: true;
}

export const nothingPlanned: Plan = { writes: [], removes: [], leaves: [] };
