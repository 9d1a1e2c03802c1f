import { asFailure, Failure } from '../../failure.ts';
import { isForbidden, isHidden, undefinedIf } from '../../kubernetes/apiErrors.ts';
import type { NamespaceInfo, ObjectMeta } from '../../kubernetes/objects.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { Removed, TargetContext, TargetResult, UnseenRemoval } from '../kind.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { wasNeverBeside } from './beside.ts';
import type { SecretOutline } from './draft.ts';
import { type Look, lookFor } from './look.ts';
import { isOurs } from './ownership.ts';
import { isOpen, type SecretsHeld } from './plan.ts';
import { removeSecret, unlinkAll } from './removeSecret.ts';

/**
 * Unlinks and deletes the secrets that PullPass made for this cluster. If another target keeps a secret, only removes
 * links that no target makes any more. In a chosen namespace, everything must be seen to be gone. The other namespaces
 * may only have been chosen in the past: if one does not show its secrets, that is reported, but is not a failure.
 */
export async function remove(held: SecretsHeld, context: TargetContext): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.listNamespaces, held.spec.namespaces);
    const { others, ...removal } = await newRemoval(held, context, chosen);
    const all = [...chosen, ...(others ?? [])];
    const leaving = new Set(all.filter(({ terminating }) => terminating).map(({ name }) => name));
    // A namespace may stay in deletion for long, with everything in it.
    const living = all.map((namespace) => ({ ...namespace, terminating: false }));
    const namespaces = await eachNamespace(living, context, (namespace) =>
      removal
        .from(namespace)
        .catch((error) => Promise.reject(leaving.has(namespace) ? whileLeaving(error, namespace) : error)),
    );
    return { namespaces, removed: removal.removed, unseen: removal.unseen(others === undefined) };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }
}

/**
 * Removes the secrets from namespaces that are no longer chosen; returns the failures. A namespace that does not show
 * its secrets keeps them.
 */
export async function prune(
  held: SecretsHeld,
  chosen: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<Required<Pick<TargetResult, 'namespaces' | 'removed'>>> {
  const { others = [], from, removed } = await newRemoval(held, context, chosen);
  const pruned = await eachNamespace(others, context, from);
  return { namespaces: pruned.filter(({ result }) => result === 'failed'), removed };
}

/** The removal of one target, and its results so far. `others`: see otherNamespaces. */
async function newRemoval(
  { spec, secrets, accounts }: SecretsHeld,
  context: TargetContext,
  chosenToday: readonly NamespaceInfo[],
) {
  const { keeps } = context;
  const chosen = new Set(chosenToday.map(({ name }) => name));
  const looks = new Map<string, Look>();
  for (const { name } of secrets) looks.set(name, await lookFor(context, name));
  const others = await otherNamespaces(spec, context, looks, chosen);
  const removed: Removed[] = [];
  const hidden = new Map(secrets.map(({ name }): [string, string[]] => [name, []]));
  /** Others still write the secret, only in other namespaces: prune cleans up there. */
  const stays = (name: string) => keeps.anywhere(name) && !spec.prune;

  return { others, removed, from, unseen };

  async function from(namespace: string): Promise<void> {
    const failures: unknown[] = [];
    for (const secret of secrets)
      await removeOne(namespace, secret).then(
        (done) => removed.push(...done),
        (error: unknown) => failures.push(error),
      );
    if (failures.length > 0) throw failures[0];
  }

  async function removeOne(namespace: string, secret: SecretOutline): Promise<Removed[]> {
    const { name } = secret;
    const isKept = keeps.secret(namespace, name);
    if (isKept ? !chosen.has(namespace) : stays(name)) return [];
    const leaving = isKept ? accounts.filter((each) => !keeps.link(namespace, name, each.name)) : accounts;
    if (isKept && leaving.length === 0) return [];
    const seen = await lookAt(namespace, secret);
    if (seen === 'hidden') return [];
    // A complement without its main secret belonged to this one.
    if (seen === undefined)
      return isKept || !chosen.has(namespace) ? [] : unlinkAll(context, namespace, name, leaving);
    if (!isOurs(seen, context.cluster)) return [];
    if (isKept) return unlinkAll(context, namespace, name, leaving);
    return removeSecret(context, namespace, name, leaving, seen);
  }

  async function lookAt(
    namespace: string,
    secret: SecretOutline,
  ): Promise<ObjectMeta | undefined | 'hidden'> {
    const { name } = secret;
    const look = looks.get(name);
    if (!chosen.has(namespace)) {
      const seen = await look?.ifVisible(namespace);
      if (seen === 'hidden') hidden.get(name)?.push(namespace);
      return seen;
    }
    try {
      return await look?.in(namespace);
    } catch (error) {
      // A complement that was never written, for lack of the permission, need not be removed.
      const isBeside = isHidden(error, { resource: 'secrets', name });
      if (isBeside && (await wasNeverBeside(context, namespace, secret))) return 'hidden';
      throw error;
    }
  }

  function unseen(isUnlisted: boolean): UnseenRemoval[] {
    return secrets.flatMap(({ name }): UnseenRemoval[] => {
      if (looks.get(name)?.listed !== undefined || stays(name)) return [];
      const namespaces = isUnlisted ? 'unlisted' : (hidden.get(name) ?? []);
      return namespaces.length === 0 ? [] : [{ what: `secret ${name}`, namespaces }];
    });
  }
}

/**
 * Namespaces that are not chosen today, but may have been before their labels or the target changed: those with secrets
 * of these names; all of them if secrets may not be listed. Undefined if namespaces may not be listed either: a target
 * that only names some does not need that right.
 */
async function otherNamespaces(
  spec: SecretsHeld['spec'],
  { listNamespaces }: TargetContext,
  looks: ReadonlyMap<string, Look>,
  chosen: ReadonlySet<string>,
): Promise<NamespaceInfo[] | undefined> {
  const all = [...looks.values()];
  const listed = all.flatMap(({ listed }) => [...(listed?.keys() ?? [])]);
  const found = all.every(({ listed }) => listed !== undefined)
    ? [...new Set(listed)].map((name) => ({ name, terminating: false }))
    : await undefinedIf((error) => isForbidden(error) && !isOpen(spec), listNamespaces());
  return found?.filter(({ name }) => !chosen.has(name));
}

/** A namespace under deletion loses its Roles too, in any order. */
function whileLeaving(error: unknown, namespace: string): Failure {
  const { kind, message, status } = asFailure(error);
  return new Failure(kind, `${message} (the namespace ${namespace} is being deleted)`, {
    remedy: `You need not do anything: the namespace is going away. If it stays, "kubectl get namespace ${namespace} -o yaml" shows in status.conditions what holds it.`,
    status,
    cause: error,
  });
}
