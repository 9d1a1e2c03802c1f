import { asFailure } from '../../failure.ts';
import type { NamespaceInfo } from '../../kubernetes/objects.ts';
import { leaving } from '../eachNamespace.ts';
import type { NamespaceResult, Repair, TargetContext, TargetResult } from '../kind.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { listUnlinked } from '../serviceAccounts/listUnlinked.ts';
import { lacks } from './beside.ts';
import { decideRepair } from './decideRepair.ts';
import type { SecretOutline } from './draft.ts';
import { isOld, mayBeNew } from './isOld.ts';
import { listOwned } from './listOwned.ts';
import type { SecretsPlan } from './plan.ts';
import { nothingChosen, write } from './pushSecrets.ts';

/**
 * Writes where a secret is missing, changed, foreign or older than the last refresh, and where a service account does
 * not name it. If everything is in order, it costs one list of the namespaces, one of each secret's metadata, and one
 * of each service account. If secrets may not be listed, it writes only to namespaces newer than the last refresh; if
 * accounts may not be, only refreshes restore links.
 */
export async function sweep(plan: SecretsPlan, context: TargetContext): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.listNamespaces, plan.spec.namespaces);
    if (chosen.length === 0) return nothingChosen(plan);
    const found = await inspect(plan, chosen, context);
    const todo = chosen.filter(({ name }) => found.has(name));
    const fine = chosen.filter(({ name }) => !found.has(name)).map(asTheyAre);
    if (todo.length === 0) return { namespaces: fine };
    const { namespaces, ...written } = await write(plan, todo, context);
    const mended = namespaces.flatMap(({ namespace, result }) =>
      result === 'ready' ? (found.get(namespace) ?? []) : [],
    );
    const repairs = distinct([...mended, ...(written.repairs ?? [])]);
    return {
      ...written,
      namespaces: [...fine, ...namespaces],
      ...(repairs.length > 0 && { repairs }),
    };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }
}

/** The namespaces to write to, and what was in order there before and no longer is. */
async function inspect(
  { secrets, accounts }: SecretsPlan,
  chosen: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<Map<string, Repair[]>> {
  const living = chosen.filter(({ terminating }) => !terminating);
  const names = secrets.map(({ name }) => name);
  const found = new Map<string, Repair[]>();
  const add = (namespace: string, repairs: readonly Repair[]) =>
    found.set(namespace, [...(found.get(namespace) ?? []), ...repairs]);
  const lists = new Map<string, Awaited<ReturnType<typeof listOwned>>>();
  for (const name of names) lists.set(name, await listOwned(context, name));
  /** Whether a missing secret never existed: nobody removed it. */
  const isFirst = (namespace: string, { name, beside = '' }: SecretOutline) =>
    lacks(lists.get(beside)?.get(namespace), name, context.cluster);
  for (const secret of secrets) {
    const { name, keys } = secret;
    const owned = lists.get(name);
    for (const namespace of living) {
      // If another target has it, the write reports that.
      if (!mayClaim(namespace, name, context)) add(namespace.name, []);
      if (owned === undefined) {
        if (mayBeNew(namespace, context)) add(namespace.name, []);
        continue;
      }
      const because = decideRepair(owned.get(namespace.name), keys, context);
      if (because === undefined) continue;
      const repairs = [{ object: `secret ${namespace.name}/${name}`, because }];
      add(namespace.name, isOld(namespace, context) && !isFirst(namespace.name, secret) ? repairs : []);
    }
  }
  for (const account of accounts) {
    const { name, optional } = account;
    const unlinked = await listUnlinked(context, name, names);
    if (unlinked === undefined) continue;
    for (const namespace of living) {
      const missing = unlinked.get(namespace.name);
      // The write reports a required account that is missing.
      if (missing === undefined ? optional : missing.length === 0) continue;
      const repairs = (missing ?? []).map((secret) => ({
        object: `service account ${namespace.name}/${name}`,
        because: `was not linked to ${secret}`,
      }));
      add(namespace.name, isOld(namespace, context) && !optional ? repairs : []);
    }
  }
  return found;
}

function mayClaim({ name: namespace }: NamespaceInfo, secretName: string, { claim }: TargetContext): boolean {
  try {
    claim(namespace, secretName);
    return true;
  } catch {
    return false;
  }
}

function asTheyAre({ name, terminating }: NamespaceInfo): NamespaceResult {
  return terminating ? leaving(name) : { namespace: name, result: 'ready' };
}

/** Merges what was seen before the write with what the write met. */
function distinct(repairs: readonly Repair[]): Repair[] {
  return [...new Map(repairs.map((repair) => [repair.object, repair])).values()];
}
