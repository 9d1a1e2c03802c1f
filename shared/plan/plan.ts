import type { NamespaceSelection } from '../targets/namespaceSelectionSchema.ts';

/** What a target writes, in the words of its spec: which namespaces that is, the cluster says when it is pushed to. */
export interface PlannedWrite {
  /** Name of the target. */
  target: string;
  secret: string;
  namespaces: NamespaceSelection;
  /** Service accounts that the secret is linked to. */
  serviceAccounts: string[];
  /** Names of the registries whose credentials go in. */
  registries: string[];
  /** Against what was written so far. */
  change: 'new' | 'changed' | 'same';
  /** All of it for a person. */
  message: string;
}

/** Something that goes out of the cluster, or that stays there without being renewed. */
export interface PlannedRemoval {
  /**
   * secret: the secret itself, with its links. link: the secret's name in service accounts. entries: what PullPass wrote
   * into a secret that stays.
   */
  what: 'secret' | 'link' | 'entries';
  secret: string;
  namespaces: NamespaceSelection;
  /** What these choose is left out. */
  notIn?: NamespaceSelection[];
  serviceAccounts?: string[];
  /** Hosts of the entries. */
  hosts?: string[];
  message: string;
}

/** What a change does to the cluster. Worked out from the specs alone: the cluster is not asked. */
export interface Plan {
  writes: PlannedWrite[];
  removes: PlannedRemoval[];
  /** What PullPass wrote, and from now on neither renews nor removes. */
  leaves: PlannedRemoval[];
  /** The cluster is paused: nothing is done until it is resumed. */
  afterResuming?: true;
}

export const nothingPlanned: Plan = { writes: [], removes: [], leaves: [] };
