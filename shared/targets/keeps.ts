import type { Keeps } from './kind.ts';
import { kindOf } from './kinds.ts';
import { isSelected } from './namespaceSelection.ts';
import type { Target } from './schema.ts';

/** What these targets may write. */
export function keptBy(targets: readonly Target[]): Keeps {
  const kept = targets.map((target) => ({
    names: new Set(kindOf(target).secretNames(target)),
    accounts: new Set(
      kindOf(target)
        .serviceAccounts(target)
        .map(({ name }) => name),
    ),
    selection: kindOf(target).selection(target),
  }));
  const writing = (namespace: string, secretName: string) =>
    kept.filter(({ names, selection }) => names.has(secretName) && isSelected(selection, namespace));
  return {
    secret: (namespace, secretName) => writing(namespace, secretName).length > 0,
    link: (namespace, secretName, account) =>
      writing(namespace, secretName).some(({ accounts }) => accounts.has(account)),
    anywhere: (secretName) => kept.some(({ names }) => names.has(secretName)),
  };
}
