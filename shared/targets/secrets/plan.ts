import type { LinkedAccount } from '../kind.ts';
import { literalNames } from '../namespaceSelection.ts';
import type { SecretsTargetSpec } from './common.ts';
import type { SecretDraft, SecretOutline } from './draft.ts';

/** What a target has, or had, in a cluster. */
export interface SecretsHeld {
  spec: SecretsTargetSpec;
  secrets: readonly SecretOutline[];
  accounts: readonly LinkedAccount[];
}

/** What a target writes, once it has its credentials. */
export interface SecretsPlan extends SecretsHeld {
  compose: () => Promise<SecretDraft[]>;
  /** The digest of each of its secrets, by name: see contentsOf. */
  contents: ReadonlyMap<string, string>;
}

/** Whether its choice of namespaces may change while the target does not. */
export function isOpen({ namespaces }: SecretsTargetSpec): boolean {
  return literalNames(namespaces) === undefined;
}
