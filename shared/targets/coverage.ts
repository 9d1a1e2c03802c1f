import type { ExaminationContext } from './kind.ts';
import { kindOf } from './kinds.ts';
import type { Target } from './schema.ts';

/**
 * Whether pods of a namespace can use what the target should have there: its secrets, linked to the service accounts that
 * are there. `written`: its secrets were just written, and something else failed. Throws a Failure where that cannot be
 * asked.
 */
export type Coverage = (namespace: string, written: boolean) => Promise<boolean>;

/** Tells where, of so many namespaces in which something failed, the target is covered. */
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
