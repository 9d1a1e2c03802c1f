import type { Registry } from '../../registries/schema.ts';
import { registriesFor } from './registriesFor.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { addressOf, hasPath } from './url.ts';

/** The cases in which Argo CD uses one of the target's credentials for more than its URL. */
export function notices({ repositories }: Argocd, all: readonly Registry[]): string[] {
  const templates = repositories.filter(({ as }) => as === 'repo-creds');
  const registryOf = (repository: ArgocdRepository) => registriesFor(repository, all)[0];
  const nested = templates.flatMap((inner) =>
    templates
      .filter((outer) => isWithin(inner, outer) && registryOf(inner) !== registryOf(outer))
      .map(
        (outer) =>
          `For the dependencies of a chart below ${addressOf(inner.url)}, Argo CD takes the template ${inner.secretName} or ${outer.secretName} by chance: both fit.`,
      ),
  );
  const whole = repositories.filter(
    ({ as, type, url }) => as === 'repository' && type === 'helm' && !hasPath(url),
  );
  return [
    ...nested,
    ...whole.map(
      ({ secretName, url }) =>
        `Argo CD gives the credential of the repository ${secretName} also to dependencies of charts on other hosts that begin with ${url}, where no template fits them. A template ("as": "repo-creds") of ${url} does not do so, and serves the same Applications.`,
    ),
  ];
}

function isWithin(inner: ArgocdRepository, outer: ArgocdRepository): boolean {
  return inner.type === outer.type && inner.url.startsWith(`${outer.url}/`);
}
