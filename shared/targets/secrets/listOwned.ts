import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { isForbidden } from '../../kubernetes/failures.ts';
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
): Promise<Map<string, V1ObjectMeta> | undefined> {
  try {
    const listed = await api.listSecretMetadata(name, marksOf);
    return new Map(listed.map((metadata) => [metadata.namespace ?? '', metadata]));
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}
