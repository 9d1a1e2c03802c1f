import type { Identity } from '../../../shared/rbac/identity.ts';
import type { Commented, Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { AdminApi } from '../../admin/adminApi.ts';

/** What this room needs of an admin's way to the API server. */
export type Asking = Pick<AdminApi, 'ask'>;

/** Names an object of a cluster. */
export interface Ref {
  apiVersion: string;
  kind: string;
  /** Absent: it is in no namespace. */
  namespace?: string;
  name: string;
}

/** An object that is there, as it was seen: a write or a removal is of this one and of no other. */
export interface Seen extends Ref {
  uid: string;
  resourceVersion: string;
}

/** An object that is there and is not as it should be. */
export interface Change extends Commented {
  seen: Seen;
  /** A line for each thing that differs: `adds list secrets ecr-credentials`. */
  differs: string[];
  /** Of a role that allows something which is no longer needed: with that as well as what is wanted. */
  grown?: Manifest;
}

/** What is to be done in a cluster so that an identity may do what its targets need, and nothing else. */
export interface RbacPlan {
  identity: Identity;
  /** In the order in which they can be applied. */
  creates: Commented[];
  changes: Change[];
  /** Made for this identity, and no longer needed; in the order in which they can be removed. */
  removes: Seen[];
  same: Ref[];
  /** Namespaces in which this admin may not look for what is no longer needed. */
  unseen: string[];
}

/** What this admin may not do in a cluster, and who may. */
export interface Lack {
  /**
   * `escalation`: the admin does not hold itself what is to be granted. `forbidden`: may not write the object at all.
   * `no-namespace`: the namespace is not there. `refused`: a webhook, a quota or the API server refuses the object.
   */
  because: 'escalation' | 'forbidden' | 'no-namespace' | 'refused';
  /** The objects that it keeps from being written. */
  refs: Ref[];
  /** Names of the targets that need these objects. */
  targets: string[];
  /** A sentence: what, where, and the rules that are not held. */
  message: string;
  remedy: string;
}

/** What became of an object. */
export type Done = 'created' | 'changed' | 'removed';

export type OnDone = (ref: Ref, done: Done) => void;

/** What taking all of an identity out of a cluster left there. */
export interface Undone {
  removed: Ref[];
  /** What is still there; `because` completes "it is still there: ". */
  left: { ref: Ref; because: string }[];
  /** Namespaces in which this admin may not look. */
  unseen: string[];
}

export const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Ref => ({
  apiVersion,
  kind,
  ...(namespace !== undefined && { namespace }),
  name,
});

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
