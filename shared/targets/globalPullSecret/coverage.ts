import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { TargetContext } from '../kind.ts';
import { namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

/**
 * Whether all entries of PullPass are in the secret as they were written for this cluster, have not ended, and are of all
 * these hosts.
 */
export async function isCovered(
  hosts: readonly string[],
  { api, cluster, now }: Pick<TargetContext, 'api' | 'cluster' | 'now'>,
): Promise<boolean> {
  try {
    const held = readLeniently(await api.readSecret(namespace, secretName));
    const read = held && readMarks(held.annotations, held.config);
    if (read?.intact !== true || read.marks.cluster !== cluster) return false;
    return read.marks.validUntil > now() && hosts.every((host) => read.marks.hosts.includes(host));
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404) return false;
    throw error;
  }
}
