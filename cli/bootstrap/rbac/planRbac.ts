import pMap from 'p-map';
import type { Identity } from '../../../shared/rbac/identity.ts';
import type { Commented, Manifest } from '../../../shared/rbac/manifestsOf.ts';
import type { Rule } from '../../../shared/rbac/rules.ts';
import { differences, takesAway } from './differences.ts';
import { findOwn } from './findOwn.ts';
import { refuseForeign } from './foreign.ts';
import { holds } from './holds.ts';
import { type Found, seenOf } from './objects.ts';
import { concurrency } from './paths.ts';
import { type Asking, type RbacPlan, refOf, shownRef } from './plan.ts';
import { read } from './read.ts';

/** A wanted object, and the existing one. `hidden`: this admin may not look. */
interface Looked {
  item: Commented;
  found: Found | 'missing' | 'hidden';
}

/**
 * Compares what is wanted with what exists, which it finds by labels. Writes nothing. Rejects with a CommandError that
 * names each object with a wanted name that PullPass did not make for this identity.
 */
export async function planRbac(
  api: Asking,
  wanted: readonly Commented[],
  identity: Identity,
): Promise<RbacPlan> {
  const looked = await pMap(wanted, (item) => look(api, item), { concurrency });
  refuseForeign(
    looked.flatMap(({ item, found }) => (typeof found === 'string' ? [] : [{ ...item, found }])),
    identity,
  );
  const namespaces = wanted.flatMap(({ manifest }) => manifest.metadata.namespace ?? []);
  const { own, unseen } = await findOwn(api, identity, namespaces);

  const plan: RbacPlan = { identity, creates: [], changes: [], removes: [], same: [], unseen };
  const heldIn = await heldWhereHidden(api, looked, identity);
  for (const { item, found } of looked) {
    const ref = refOf(item.manifest);
    if (found === 'missing') plan.creates.push(item);
    else if (found === 'hidden') heldIn.has(placeOf(item)) ? plan.same.push(ref) : plan.creates.push(item);
    else if (ref.kind === 'Namespace') plan.same.push(ref);
    else {
      const differs = differences(item.manifest, found);
      if (differs.length === 0) plan.same.push(ref);
      else plan.changes.push({ ...item, seen: seenOf(found), differs, ...grownOf(item.manifest, found) });
    }
  }
  const isWanted = new Set(wanted.map(({ manifest }) => shownRef(refOf(manifest))));
  plan.removes.push(
    ...inOrderOfRemoval(own.filter((found) => !isWanted.has(shownRef(refOf(found))))).map(seenOf),
  );
  return plan;
}

function grownOf(wanted: Manifest, { rules }: Found): { grown?: Manifest } {
  if (!wanted.kind.endsWith('Role')) return {};
  const all = [...(wanted['rules'] as Rule[]), ...(rules ?? [])];
  return takesAway(wanted, rules ?? []) ? { grown: { ...wanted, rules: all } } : {};
}

/**
 * A binding goes before its role: a role without a binding allows nothing, but a binding without a role is an error.
 */
export function inOrderOfRemoval(objects: readonly Found[]): Found[] {
  const order = ['ClusterRoleBinding', 'RoleBinding', 'ClusterRole', 'Role'];
  return objects.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

async function look(api: Asking, item: Commented): Promise<Looked> {
  const { found, answer } = await read(api, refOf(item.manifest));
  return { item, found: found ?? (answer.status === 404 ? 'missing' : 'hidden') };
}

/**
 * If this admin may not read a Role, the authorizer may still say that the identity has its rights: then somebody else
 * has granted them, such as a cluster-admin in kube-system.
 */
async function heldWhereHidden(
  api: Asking,
  looked: readonly Looked[],
  identity: Identity,
): Promise<Set<string>> {
  const held = new Set<string>();
  for (const { item, found } of looked) {
    const { kind, metadata, rules } = item.manifest;
    if (found !== 'hidden' || !kind.endsWith('Role')) continue;
    if (await holds(api, identity, rules as Rule[], metadata.namespace)) held.add(placeOf(item));
  }
  return held;
}

/** The same for a role and its binding. */
function placeOf({ manifest: { kind, metadata } }: Commented): string {
  return `${kind.replace(/Binding$/, '')} ${metadata.namespace ?? ''}/${metadata.name}`;
}
