import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import { namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

/** Whether all entries of PullPass are in the secret as they were written for this cluster, and have not ended. */
export async function isCovered({
  api,
  cluster,
  now,
}: Pick<TargetContext, 'api' | 'cluster' | 'now'>): Promise<boolean> {
  try {
    const held = readLeniently(await api.readSecret(namespace, secretName));
    const read = held && readMarks(held.annotations, held.config);
    return read?.intact === true && read.marks.cluster === cluster && read.marks.validUntil > now();
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404) return false;
    throw error;
  }
}
