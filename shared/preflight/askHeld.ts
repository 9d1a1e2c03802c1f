import pMap from 'p-map';
import type { ClusterSpec } from '../clusters/spec.ts';
import { never } from '../ends.ts';
import { asFailure } from '../failure.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import type { Examination, SeenSecret } from '../targets/kind.ts';
import { kindOf } from '../targets/kinds.ts';
import { type NamedTarget, nameTargets } from '../targets/nameTargets.ts';
import { type Limits, outOfTime } from './ask.ts';
import type { HeldFinding, Served, Unseen } from './findings.ts';
import { knownNamespaces, type NamesOf } from './namespacesOf.ts';

const late: Unseen = { because: outOfTime };

/**
 * Looks in each chosen namespace at the secrets and links that pushes put there. Namespaces in `missing` are skipped:
 * they are reported on their own. Only reads; throws nothing.
 */
export async function askHeld(
  api: KubernetesApi,
  { name, targets, registries }: Pick<ClusterSpec, 'name' | 'targets' | 'registries'>,
  namesOf: NamesOf,
  missing: readonly string[],
  { served, ...limits }: Limits & { served: Served },
): Promise<HeldFinding[]> {
  const { servedAt, heldUntil, endless } = served;
  const context = {
    api,
    cluster: name,
    registries,
    now: limits.now,
    servedAt,
    heldUntil: endless ? never : heldUntil,
  };
  const all = await Promise.all(
    nameTargets(targets).map(async (target) => {
      const there = await knownNamespaces(target, namesOf, missing);
      const examination = kindOf(target).examine(target, there.length, context);
      return there.map((namespace) => ({ target, namespace, examination }));
    }),
  );
  return pMap(all.flat(), (each) => look(each, limits), { concurrency: limits.concurrency });
}

async function look(
  { target, namespace, examination }: { target: NamedTarget; namespace: string; examination: Examination },
  limits: Limits,
): Promise<HeldFinding> {
  const kind = kindOf(target);
  const secrets: HeldFinding['secrets'][number][] = [];
  for (const name of kind.secretNames(target)) {
    const seen = await unlessLate(limits, () => examination.secret(namespace, name));
    secrets.push({ name, seen: withEnd(seen) });
  }
  const links: HeldFinding['links'][number][] = [];
  for (const { name: account } of kind.serviceAccounts(target))
    links.push({
      account,
      seen: await unlessLate(limits, async () => {
        const lacks = await examination.unlinked(namespace, account);
        return lacks === undefined ? { there: false as const } : { there: true as const, lacks };
      }),
    });
  return { target: target.name, namespace, secrets, links };
}

async function unlessLate<T>({ now, deadline }: Limits, ask: () => Promise<T>): Promise<T | Unseen> {
  if (now() >= deadline) return late;
  try {
    return await ask();
  } catch (error) {
    if (now() >= deadline) return late;
    const { kind, message } = asFailure(error);
    return { because: message, like: kind };
  }
}

/** JSON has no infinity. */
function withEnd(seen: SeenSecret | Unseen): SeenSecret | Unseen {
  if (!('until' in seen) || seen.until !== never) return seen;
  const { until: _, ...rest } = seen;
  return rest;
}
