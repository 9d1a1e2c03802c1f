import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import { isLinked } from './links.ts';

/**
 * Namespace → those of these secrets that its service account of this name does not name. Undefined if listing accounts
 * is not permitted. By name, because a Role can allow only that.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export async function listUnlinked(
  { api }: Pick<TargetContext, 'api'>,
  name: string,
  secrets: readonly string[],
): Promise<Map<string, readonly string[]> | undefined> {
  try {
    const listed = await api.listServiceAccounts(name, (account) => ({
      namespace: account.metadata?.namespace ?? '',
      missing: secrets.filter((secret) => !isLinked(account, secret)),
    }));
    return new Map(listed.map(({ namespace, missing }) => [namespace, missing]));
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 403) return undefined;
    throw error;
  }
}
