import { asFailure, Failure } from '../../failure.ts';
import type { NamespaceInfo } from '../../kubernetes/objects.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { LinkedAccount, NamespaceResult, Repair, TargetContext, TargetResult } from '../kind.ts';
import { selectNamespaces } from '../selectNamespaces.ts';
import { link } from '../serviceAccounts/link.ts';
import { mayHaveWritten } from './apply.ts';
import { type AppliedAll, applyAll } from './applyAll.ts';
import { prepareAll } from './draft.ts';
import { isOld } from './isOld.ts';
import { isOpen, type SecretsPlan } from './plan.ts';
import { prune } from './remove.ts';

/** Applies the secrets in every chosen namespace, then links them: one request each in steady state. */
export async function pushSecrets(plan: SecretsPlan, context: TargetContext): Promise<TargetResult> {
  try {
    const chosen = await selectNamespaces(context.listNamespaces, plan.spec.namespaces);
    const result = chosen.length === 0 ? nothingChosen(plan) : await write(plan, chosen, context);
    if (!plan.spec.prune || !isOpen(plan.spec)) return result;
    return { ...result, leftovers: await pruned(plan, chosen, context) };
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }
}

/** If the cleaning cannot begin, what was written still counts. */
async function pruned(
  plan: SecretsPlan,
  chosen: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<NonNullable<TargetResult['leftovers']>> {
  try {
    return await prune(plan, chosen, context);
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }
}

/** Writes only into these namespaces. Throws a Failure if a secret cannot be composed. */
export async function write(
  plan: SecretsPlan,
  namespaces: readonly NamespaceInfo[],
  context: TargetContext,
): Promise<TargetResult> {
  const secrets = prepareAll(await plan.compose(), context.cluster, plan.contents);
  const repairs: Repair[] = [];
  const wasServed = new Set(namespaces.filter((each) => isOld(each, context)).map(({ name }) => name));
  const done = new Set<string>();
  let mayBeThere = false;
  const results = await eachNamespace(namespaces, context, async (namespace) => {
    const { applied, failure, served } = await applyAll(
      context,
      namespace,
      secrets,
      plan.spec.adopt,
      (error) => {
        mayBeThere ||= mayHaveWritten(error);
      },
    );
    mayBeThere ||= applied.length > 0;
    if (served) done.add(namespace);
    for (const each of applied) noteRepair(namespace, each);
    if (failure !== undefined) throw failure;
    for (const account of plan.accounts)
      for (const { name } of plan.secrets) await linkOne(namespace, account, name);
  });
  const wrote = done.size > 0 || mayBeThere;
  return {
    namespaces: results.map((result) => withWritten(result, done)),
    ...(wrote && { writtenUntil: Math.min(...secrets.map(({ draft }) => draft.ends)) }),
    ...(repairs.length > 0 && { repairs }),
  };

  async function linkOne(namespace: string, account: LinkedAccount, name: string): Promise<void> {
    const wasNot = await link(context, { namespace, ...account }, name);
    // An optional account may be new.
    if (wasNot && !account.optional && wasServed.has(namespace))
      repairs.push({
        object: `service account ${namespace}/${account.name}`,
        because: `was not linked to ${name}`,
      });
  }

  function noteRepair(namespace: string, { name, as, isFirst }: AppliedAll['applied'][number]): void {
    const object = `secret ${namespace}/${name}`;
    if (as.was === 'taken') repairs.push({ object, because: `was changed by ${as.by}` });
    if (as.was === 'created' && !isFirst && wasServed.has(namespace))
      repairs.push({ object, because: 'was missing' });
  }
}

function withWritten(result: NamespaceResult, done: ReadonlySet<string>): NamespaceResult {
  return result.result === 'failed' && done.has(result.namespace) ? { ...result, written: true } : result;
}

export function nothingChosen({ spec, secrets }: SecretsPlan): TargetResult {
  const { include = [], labelSelector } = spec.namespaces;
  const by = [...include, ...(labelSelector === undefined ? [] : [`labelSelector ${labelSelector}`])];
  const names = secrets.map(({ name }) => name).join(', ');
  const failure = new Failure(
    'not-found',
    `No namespace of the cluster is chosen for secret ${names} (${by.join(', ') || 'all'})`,
    {
      remedy:
        'Correct the target’s namespaces, or take the target out. Namespaces that are created later are found at the next push.',
    },
  );
  return { failure, nothingChosen: true, namespaces: [] };
}
