import type { Examination, ExaminationContext, SeenSecret } from '../kind.ts';
import { secret } from './editSecret.ts';
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
  const found = await api.readSecret(secret);
  if (found === undefined) return { as: 'missing', because: 'does not exist' };
  const held = readLeniently(found);
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
}
