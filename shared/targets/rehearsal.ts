import type { KubernetesApi } from '../kubernetes/api.ts';
import type { RegistryCredential } from '../registries/credential.ts';
import type { Registry } from '../registries/schema.ts';
import type { RegistryWithCredential, TargetContext } from './kind.ts';

/**
 * What a push and a removal do in one namespace, each as server-side dry runs: the API server authorizes, admits and
 * validates, and stores nothing. Every step throws a Failure where one of them fails.
 */
export interface Rehearsal {
  /** The secrets that `write` and `remove` are about. */
  secretNames: readonly string[];
  /** The service accounts that `link` is about. */
  accounts: readonly string[];
  write(namespace: string): Promise<void>;
  link(namespace: string): Promise<void>;
  /** Says whether there was anything to remove: where there is nothing, nobody is asked whether it may be. */
  remove(namespace: string): Promise<'passed' | 'nothing there'>;
}

/** `api`: one that makes dry runs alone. */
export type RehearsalContext = Pick<TargetContext, 'cluster' | 'now' | 'random' | 'sleep'> & {
  api: KubernetesApi;
};

/** Stands for a password, and opens nothing. */
const placeholder = 'placeholder-of-a-pullpass-dry-run';
const life = 12 * 3_600_000;

/** Placeholders in place of credentials. */
export function withPlaceholders(
  registries: readonly Registry[],
  now: () => number,
): RegistryWithCredential[] {
  const credential: RegistryCredential = {
    username: 'AWS',
    password: placeholder,
    expiresAt: now() + life,
  };
  return registries.map((registry) => ({ registry, credential }));
}
