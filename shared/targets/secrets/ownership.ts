import type { ObjectMeta } from '../../kubernetes/objects.ts';
import { dataKeysOfOurs } from './dataOwners.ts';

/** For people who look for PullPass's secrets. Nothing depends on it, because tools rewrite it. */
export const managedByLabel = 'app.kubernetes.io/managed-by';
/** The annotation by which PullPass recognises its own secrets. */
export const clusterAnnotation = 'pullpass.io/cluster';
export const validUntilAnnotation = 'pullpass.io/valid-until';
/** The digest of its content: see contentsOf. */
export const contentsAnnotation = 'pullpass.io/contents';
/** Names of its complements, separated by commas. */
export const besideAnnotation = 'pullpass.io/beside';

/**
 * Whether PullPass made it for this cluster: its annotation says so, or, if somebody removed that, PullPass still owns
 * values in it. If it names another cluster, it belongs to that one.
 */
export function isOurs(
  metadata: Pick<ObjectMeta, 'annotations' | 'managedFields'> = {},
  cluster: string,
): boolean {
  const named = metadata.annotations?.[clusterAnnotation];
  return named === undefined ? dataKeysOfOurs(metadata).size > 0 : named === cluster;
}
