import { ApiStatusFailure } from '../../kubernetes/failures.ts';
import type { Examination, ExaminationContext, SeenSecret } from '../kind.ts';
import { namespace, secretName } from './editSecret.ts';
import { readMarks } from './marks.ts';
import { readLeniently } from './read.ts';

/**
 * Whether the secret has all of PullPass's entries as it wrote them for this cluster, unexpired, and for all these
 * hosts.
 */
export function examine(hosts: readonly string[], context: ExaminationContext): Examination {
  return { secret: () => look(hosts, context), unlinked: async () => [] };
}

async function look(
  hosts: readonly string[],
  { api, cluster, now }: ExaminationContext,
): Promise<SeenSecret> {
  try {
    const held = readLeniently(await api.readSecret(namespace, secretName));
    const read = held && readMarks(held.annotations, held.config);
    if (read === undefined) return { as: 'missing', because: 'has no entry of PullPass' };
    const { intact, marks } = read;
    const until = marks.ends;
    if (marks.cluster !== cluster) return { as: 'wrong', because: 'was written for another cluster', until };
    if (!intact) return { as: 'wrong', because: 'was changed', until };
    if (until <= now()) return { as: 'wrong', because: 'has ended', until };
    if (!hosts.every((host) => marks.hosts.includes(host)))
      return { as: 'wrong', because: 'has no entry for some of the registries', until };
    return { as: 'written', until };
  } catch (error) {
    if (error instanceof ApiStatusFailure && error.status === 404)
      return { as: 'missing', because: 'does not exist' };
    throw error;
  }
}
