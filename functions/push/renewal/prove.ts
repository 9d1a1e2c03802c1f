import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { asFailure, Failure } from '../../../shared/failure.ts';
import type { KubernetesApi, Self } from '../../../shared/kubernetes/api.ts';
import { namespacesOf } from '../../../shared/preflight/namespacesOf.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { withPlaceholders } from '../../../shared/targets/placeholders.ts';
import type { RenewalWorld } from './request.ts';
import { whoAmI } from './whoAmI.ts';

type Chance = Pick<RenewalWorld, 'now' | 'random' | 'sleep'>;

/**
 * Proves that the new credential is as good as the old one: it has the same identity, and a target's write passes as a
 * dry run. What fails for both, such as a write to a missing namespace, proves nothing against the new one.
 *
 * @throws Failure
 */
export async function prove(
  spec: Pick<ClusterSpec, 'name' | 'targets' | 'registries'>,
  { before, after }: { before: KubernetesApi; after: KubernetesApi },
  { token, self }: { token: string; self: Self },
  chance: Chance,
): Promise<void> {
  const who = await whoAmI(after, token);
  if (who.username !== self.username || who.uid !== self.uid)
    throw new Failure(
      'unauthorized',
      `The API server knows the new token as ${JSON.stringify(who.username)}, but the old one as ${JSON.stringify(self.username)}`,
      {
        remedy:
          'Check what answers TokenRequest in the cluster: the new token must belong to the same service account.',
      },
    );
  const refused = await rehearse(spec, after, chance);
  if (refused === undefined) return;
  const asBefore = await rehearse(spec, before, chance);
  if (asBefore?.kind === refused.kind && asBefore.status === refused.status) return;
  throw refused;
}

/** Why the first write of the first target that chooses a namespace does not pass; undefined if it does. */
async function rehearse(
  { name, targets, registries }: Pick<ClusterSpec, 'name' | 'targets' | 'registries'>,
  api: KubernetesApi,
  chance: Chance,
): Promise<Failure | undefined> {
  const namesOf = namespacesOf(api);
  const context = { api: api.inDryRun(), cluster: name, ...chance };
  try {
    for (const target of targets) {
      const kind = kindOf(target);
      const [namespace] = await namesOf(kind.selection(target));
      if (namespace === undefined) continue;
      const placeholders = withPlaceholders(kind.registries(target, registries), chance.now);
      await kind.rehearse(target, placeholders, context).write(namespace);
      return undefined;
    }
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}
