import type { Access } from '../kubernetes/access.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { kindOf } from '../targets/kinds.ts';
import type { Target } from '../targets/schema.ts';
import { ask, type Limits } from './ask.ts';
import type { Findings } from './findings.ts';

/** Whether the identity has the rights that improve sweeps and prunes, but that pushes can do without. */
export async function askWishes(
  api: KubernetesApi,
  targets: readonly Target[],
  limits: Limits,
): Promise<Findings['wishes']> {
  const wishes = new Map<string, Access>();
  for (const target of targets)
    for (const access of kindOf(target).wishes?.(target) ?? []) wishes.set(JSON.stringify(access), access);
  return Promise.all(
    [...wishes.values()].map(async (access) => ({
      access,
      granted: (await ask(api, access, limits)) === 'yes',
    })),
  );
}
