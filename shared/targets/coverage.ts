import type { ExaminationContext } from './kind.ts';
import { kindOf } from './kinds.ts';
import type { Target } from './schema.ts';

/**
 * Whether pods in a namespace can use what the target should have there: its secrets, linked to those of its service
 * accounts that exist. `written`: its secrets were just written, but something else failed. Throws a Failure if it
 * cannot be asked.
 */
export type Coverage = (namespace: string, written: boolean) => Promise<boolean>;

/**
 * Finds out in which namespaces the target is covered although something failed there. `namespaces`: how many there
 * are.
 */
export function coverage(target: Target, namespaces: number, context: ExaminationContext): Coverage {
  const kind = kindOf(target);
  const { secret, unlinked } = kind.examine(target, namespaces, context);
  return async (namespace, written) => {
    if (!written)
      for (const name of kind.secretNames(target))
        if ((await secret(namespace, name)).as !== 'written') return false;
    for (const { name } of kind.serviceAccounts(target))
      if (((await unlinked(namespace, name)) ?? []).length > 0) return false;
    return true;
  };
}
