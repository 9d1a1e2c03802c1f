import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import { declarationOf } from '../../../shared/targets/declarations.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { Problem } from '../http/problem.ts';
import type { PartList } from './part.ts';

/** Throws a Problem 409 if an entry must stay: it is the last one, or a target names that registry. */
export function refuseDeletion({ name: cluster, spec }: ClusterRecord, of: PartList, name: string): void {
  if (spec[of.list].length === 1)
    throw new Problem(409, `last-${of.one}`, `"${name}" is the only ${of.one} of the cluster "${cluster}".`, {
      remedy: `A cluster has at least one. POST /clusters/${cluster}/pause stops its pushes; DELETE /clusters/${cluster} removes what PullPass wrote there, and forgets the cluster.`,
    });
  if (of.list === 'targets') return;
  const staying = spec.registries.filter((registry) => registry.name !== name);
  const users = spec.targets.filter((target) => lacks(target, staying)).map((target) => target.name);
  if (users.length === 0) return;
  const [first] = users;
  throw new Problem(
    409,
    'registry-in-use',
    `The registry "${name}" is used by ${users.length === 1 ? 'the target' : 'the targets'} ${users.join(', ')}.`,
    {
      remedy: `Take it out of ${users.length === 1 ? 'that target' : 'those targets'} first, such as with PUT /clusters/${cluster}/targets/${first}.`,
    },
  );
}

/** Whether these registries are not enough for the target. A target that takes all registries always has enough. */
function lacks(target: Target, registries: readonly Registry[]): boolean {
  let isRefused = false;
  declarationOf(target).checkRegistries(target, registries, () => {
    isRefused = true;
  });
  return isRefused;
}
