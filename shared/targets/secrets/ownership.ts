import type { V1ObjectMeta } from '@kubernetes/client-node/dist/gen/models/V1ObjectMeta.js';
import { dataKeysOfOurs } from './dataOwners.ts';

/** For people who look for secrets of PullPass; nothing is decided by it, for tools rewrite it. */
export const managedByLabel = 'app.kubernetes.io/managed-by';
/** How a secret of PullPass is told from others, in its metadata. */
export const clusterAnnotation = 'pullpass.io/cluster';
export const validUntilAnnotation = 'pullpass.io/valid-until';
/** What it carries: see contentsOf. */
export const contentsAnnotation = 'pullpass.io/contents';
/** Names of the secrets that were written beside it, with commas. */
export const besideAnnotation = 'pullpass.io/beside';

export type Marks = Pick<V1ObjectMeta, 'annotations' | 'managedFields'>;

/**
 * Whether PullPass made it for this cluster: its annotation says so, or, where others took that away, PullPass still
 * owns values in it. What names another cluster is that one's.
 */
export function isOurs(marks: Marks = {}, cluster: string): boolean {
  const named = marks.annotations?.[clusterAnnotation];
  return named === undefined ? dataKeysOfOurs(marks).size > 0 : named === cluster;
}
