import type { Registry } from '../../registries/schema.ts';
import type { Refuse } from '../kind.ts';
import { refuseUnknown } from '../refuseUnknown.ts';
import { registriesFor } from './registriesFor.ts';
import type { Argocd } from './schema.ts';
import { addressOf } from './url.ts';

/** Refuses a repository unless exactly one registry of the cluster serves it. */
export function checkRegistries(
  { repositories }: Argocd,
  registries: readonly Registry[],
  refuse: Refuse,
): void {
  const named = repositories.flatMap(({ registry: name }, index) =>
    name === undefined ? [] : { name, path: ['repositories', index, 'registry'] },
  );
  refuseUnknown(named, registries, refuse);
  for (const [index, repository] of repositories.entries()) {
    const serving = registriesFor(repository, registries);
    if (serving.length === 1) continue;
    const address = addressOf(repository.url);
    const path = ['repositories', index, 'url'];
    const of = repository.registry === undefined ? '' : ` named "${repository.registry}"`;
    if (serving.length === 0) refuse(path, `no registry of this cluster${of} serves ${address}`);
    else
      refuse(
        path,
        `the registries ${serving.map(({ name }) => name).join(', ')} all serve ${address}: say which by "registry"`,
      );
  }
}
