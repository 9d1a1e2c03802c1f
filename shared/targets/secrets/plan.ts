import type { LinkedAccount } from '../kind.ts';
import { literalNames } from '../namespaceSelection.ts';
import type { SecretsTargetSpec } from './common.ts';
import type { SecretDraft, SecretOutline } from './draft.ts';

/** What a target has in a cluster, or had. */
export interface SecretsHeld {
  spec: SecretsTargetSpec;
  secrets: readonly SecretOutline[];
  accounts: readonly LinkedAccount[];
}

/** What a target writes, once its credentials are there. */
export interface SecretsPlan extends SecretsHeld {
  compose: () => Promise<SecretDraft[]>;
  /** What each of its secrets carries, by its name: see contentsOf. */
  contents: ReadonlyMap<string, string>;
}

/** Whether namespaces may come to be chosen, or cease to be, without a change of the target. */
export function isOpen({ namespaces }: SecretsTargetSpec): boolean {
  return literalNames(namespaces) === undefined;
}
