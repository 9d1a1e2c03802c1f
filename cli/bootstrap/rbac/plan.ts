import { defined } from '../../../shared/defined.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import type { Commented, Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { AdminApi } from '../../admin/adminApi.ts';

/** The part of an admin's API that is used here. */
export type Asking = Pick<AdminApi, 'ask'>;

/** Names an object of a cluster. */
export interface Ref {
  apiVersion: string;
  kind: string;
  /** Absent if it is in no namespace. */
  namespace?: string;
  name: string;
}

/** An object as it was read: a write or a removal applies to exactly this one. */
export interface Seen extends Ref {
  uid: string;
  resourceVersion: string;
}

/** An existing object that must change. */
export interface Change extends Commented {
  seen: Seen;
  /** A line for each difference: `adds list secrets ecr-credentials`. */
  differs: string[];
  /** For a role that allows too much: the role with those rights and the wanted ones. */
  grown?: Manifest;
}

/** What to do in a cluster so that an identity has exactly the rights that its targets need. */
export interface RbacPlan {
  identity: Identity;
  /** In an order in which they can be applied. */
  creates: Commented[];
  changes: Change[];
  /** Made for this identity, and no longer needed; in an order in which they can be removed. */
  removes: Seen[];
  same: Ref[];
  /** Namespaces in which this admin may not look for what is no longer needed. */
  unseen: string[];
}

/** What this admin may not do in a cluster, and who may. */
export interface Lack {
  /**
   * `escalation`: the admin does not hold what should be granted. `forbidden`: may not write the object at all.
   * `no-namespace`: the namespace does not exist. `refused`: a webhook, a quota or the API server refuses the object.
   */
  because: 'escalation' | 'forbidden' | 'no-namespace' | 'refused';
  /** The objects that cannot be written because of it. */
  refs: Ref[];
  /** Names of the targets that need these objects. */
  targets: string[];
  /** A sentence: what, where, and the missing rules. */
  message: string;
  remedy: string;
}

/** What happened to an object. */
export type Done = 'created' | 'changed' | 'removed';

export type OnDone = (ref: Ref, done: Done) => void;

/** What removing an identity from a cluster left there. */
export interface Undone {
  removed: Ref[];
  /** What still exists; `because` completes "it is still there: ". */
  left: { ref: Ref; because: string }[];
  /** Namespaces in which this admin may not look. */
  unseen: string[];
}

export const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Ref =>
  defined({ apiVersion, kind, namespace, name });

/** The service account of an identity. */
export const accountOf = ({ namespace, name }: Identity): Ref => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  namespace,
  name,
});

/** `Role payments/pullpass`. */
export const shownRef = ({ kind, namespace, name }: Ref): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
