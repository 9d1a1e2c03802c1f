import type { ClusterResource } from '../../../shared/api/schemas.ts';
import type { Wanted } from '../load.ts';
import type { EntrySpec } from '../parse/structure.ts';
import { type Difference, differences } from './differences.ts';

/** What to do with one cluster, and why. */
export type Decision = { name: string; because: string } & (
  | { act: 'register'; wanted: Wanted }
  /** `credential`: why the one in its access is used; absent if the stored one stays. */
  | {
      act: 'change';
      wanted: Wanted;
      current: ClusterResource;
      fields: Difference[];
      credential?: string | undefined;
    }
  | { act: 'rotate'; wanted: Wanted; current: ClusterResource; credential: string }
  | { act: 'deregister'; current: ClusterResource }
  | { act: 'same' }
  /** Registered, in no file, and left alone. */
  | { act: 'keep' }
  /** The cluster cannot be as the file says. */
  | { act: 'refuse'; remedy: string }
);

/** A decision that sends a cluster, perhaps with the credential of its access. */
export type Sending = Extract<Decision, { act: 'register' | 'change' | 'rotate' }>;

export function usesCredential(decision: Decision): decision is Sending {
  const { act } = decision;
  return act === 'register' || act === 'rotate' || (act === 'change' && decision.credential !== undefined);
}

export interface Wishes {
  /** Deregister what is in no file. */
  prune: boolean;
  /** Use the credential of each access. */
  rotate: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/** The decisions that turn the registered fleet into the one in the files: in their order, then those in no file. */
export function decideFleet(
  wanted: readonly Wanted[],
  registered: readonly ClusterResource[],
  wishes: Wishes,
): Decision[] {
  const current = new Map(registered.map((cluster) => [cluster.name, cluster]));
  const inFiles = new Set(wanted.map(({ name }) => name));
  return [
    ...wanted.map((each) => decideCluster(each, current.get(each.name), wishes)),
    ...registered
      .filter(({ name }) => !inFiles.has(name))
      .map((cluster): Decision => decideGone(cluster, wishes)),
  ];
}

function decideCluster(wanted: Wanted, current: ClusterResource | undefined, wishes: Wishes): Decision {
  const { name, where } = wanted;
  if (current === undefined) return decideNew(wanted);
  if (current.status.phase === 'Deregistering')
    return {
      act: 'refuse',
      name,
      because: 'It is being deregistered, and cannot be changed until that is done.',
      remedy: `Wait until it is gone (\`pullpass list\`), then apply again to register it. Or take it out of ${where}.`,
    };
  const credential = wanted.access && whyCredential(current, wishes);
  const fields = differences(specOf(current), filled(wanted, current));
  if (fields.length > 0)
    return { act: 'change', name, wanted, current, fields, credential, because: 'It differs from the file.' };
  if (credential !== undefined)
    return { act: 'rotate', name, wanted, current, credential, because: credential };
  const kept = wishes.rotate && wanted.access === undefined;
  return {
    act: 'same',
    name,
    because: kept ? 'Its entry has no access: its credential stays.' : 'It is as the file says.',
  };
}

function decideNew(wanted: Wanted): Decision {
  const { name, where, access } = wanted;
  if (access !== undefined) return { act: 'register', name, wanted, because: 'It is not registered.' };
  return {
    act: 'refuse',
    name,
    because: 'It is not registered, and its entry has no access to register it with.',
    remedy: `Add one at ${where}: access: { bootstrap: { context: NAME } }, with your own context for the cluster, or access: { kubeconfig: { file: FILE, context: NAME } }`,
  };
}

function decideGone(current: ClusterResource, { prune }: Wishes): Decision {
  const { name, status } = current;
  if (status.phase === 'Deregistering')
    return { act: 'same', name, because: 'It is being deregistered already.' };
  return prune
    ? { act: 'deregister', name, current, because: 'It is in no file.' }
    : { act: 'keep', name, because: 'It is registered, and in no file: --prune would deregister it.' };
}

/** Why the credential in a cluster's access is used; undefined if the stored one stays. */
function whyCredential({ status }: ClusterResource, { rotate, now }: Wishes): string | undefined {
  const { expiresAt } = status.kubeconfig;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now)
    return `The stored credential ended at ${expiresAt}.`;
  const problems = status.problems ?? (status.error === undefined ? [] : [status.error]);
  const kinds = problems.map(({ kind }) => kind);
  if (kinds.includes('unauthorized')) return 'The cluster refused the stored credential.';
  if (kinds.includes('kubeconfig')) return 'The stored kubeconfig cannot be used.';
  return rotate ? '--rotate asks for it.' : undefined;
}

/**
 * The spec to send. If the file does not say whether it is paused or renews itself, this stays as it is. A credential
 * made through an admin's context always renews itself.
 */
export function filled(
  { spec, access }: Pick<Wanted, 'spec' | 'access'>,
  current: ClusterResource | undefined,
): EntrySpec & { renew: boolean; paused: boolean } {
  return {
    ...spec,
    renew: access?.bootstrap != null || (spec.renew ?? current?.renew ?? false),
    paused: spec.paused ?? current?.paused ?? false,
  };
}

/** What a fleet file can say of a registered cluster. */
export function specOf(cluster: ClusterResource): EntrySpec {
  const { status: _, version: __, notices: ___, context: ____, ...spec } = cluster;
  return spec;
}
