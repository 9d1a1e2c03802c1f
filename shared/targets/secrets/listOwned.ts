import { isForbidden, undefinedIf } from '../../kubernetes/apiErrors.ts';
import type { ObjectMeta } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';
import { marksOf } from './marksOf.ts';

/**
 * Metadata of all secrets of one name, by namespace; undefined if listing them is not permitted. By name, because a
 * Role can allow only that; listing all secrets would mean reading them.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export async function listOwned(
  { api }: Pick<TargetContext, 'api'>,
  name: string,
): Promise<Map<string, ObjectMeta> | undefined> {
  const listed = await undefinedIf(isForbidden, api.listSecretMetadata({ name, keep: marksOf }));
  return listed && new Map(listed.map((metadata) => [metadata.namespace ?? '', metadata]));
}
