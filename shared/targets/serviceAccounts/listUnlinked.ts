import { isForbidden, undefinedIf } from '../../kubernetes/apiErrors.ts';
import type { ServiceAccount } from '../../kubernetes/objects.ts';
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
  const keep = (account: ServiceAccount): [string, string[]] => [
    account.metadata.namespace ?? '',
    secrets.filter((secret) => !isLinked(account, secret)),
  ];
  const listed = await undefinedIf(isForbidden, api.listServiceAccounts({ name, keep }));
  return listed && new Map(listed);
}
