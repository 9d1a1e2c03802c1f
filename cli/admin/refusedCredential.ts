import { parse } from 'yaml';
import { usageError } from '../program/errors.ts';

/** Fields of a kubeconfig's user, and what each is. */
const refused: Readonly<Record<string, string>> = {
  'auth-provider': 'an auth-provider, which kubectl itself no longer knows',
  as: 'impersonation (as)',
  'as-uid': 'impersonation (as-uid)',
  'as-groups': 'impersonation (as-groups)',
  'as-user-extra': 'impersonation (as-user-extra)',
};

/**
 * Throws a usage error if a user signs in by a method that is not supported: the client would ignore it, and the
 * cluster would see another user than with kubectl.
 *
 * @param texts kubeconfigs; if several define a user, the first counts
 */
export function refuseCredential(texts: readonly string[], user: string, context: string): void {
  const found = texts.flatMap(usersIn).find(({ name }) => name === user)?.user ?? {};
  const field = Object.keys(refused).find((each) => isGiven(found[each]));
  if (field === undefined) return;
  throw usageError(
    `The user of the context "${context}" signs in by ${refused[field]}.`,
    `Use a context with a short-lived token: kubectl --context ${context} create token ACCOUNT -n NAMESPACE --duration 1h makes one, for a service account that may do what you may.`,
  );
}

function usersIn(text: string): { name?: unknown; user?: Record<string, unknown> | null }[] {
  const { users } = (parse(text, { logLevel: 'error' }) ?? {}) as { users?: unknown };
  return Array.isArray(users) ? users : [];
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
