import type { Registry } from '../../registries/schema.ts';
import { registriesFor } from './registriesFor.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { secretsOf } from './secretsOf.ts';
import { addressOf, hasPath } from './url.ts';

/** The cases in which Argo CD uses one of the target's credentials for more than its URL. */
export function notices(target: Argocd, all: readonly Registry[]): string[] {
  const { repositories } = target;
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
    ...ofShorterHosts(target),
  ];
}

/**
 * Argo CD also compares the other way round: whether the URL of a chart repository with a name, or of an OCI repository,
 * begins with a dependency's.
 */
function ofShorterHosts(target: Argocd): string[] {
  const listed = secretsOf(target).filter(
    ({ as, settings: { type, name } }) => as === 'repository' && (type === 'oci' || name !== undefined),
  );
  if (listed.length === 0) return [];
  const names = listed.map(({ name }) => name).join(', ');
  // Anybody may register the domain.
  const [example] = listed.flatMap(
    ({ of: { url } }) => /^\d{12}\.dk(?=r[.-])/.exec(addressOf(url))?.[0] ?? [],
  );
  const such = example === undefined ? '' : ` (oci://${example})`;
  const canBeLeftOut = listed.some(
    ({ beside, settings: { name } }) => beside !== undefined && name !== undefined,
  );
  const remedy = canBeLeftOut
    ? 'Where no chart depends on a template’s URL itself, set its "dependencies": false.'
    : 'See docs/consumers/argocd.md, Limits.';
  return [
    `To a chart that depends on a shorter host with which their URL begins${such}, Argo CD gives the credential of ${names} too. ${remedy}`,
  ];
}

function isWithin(inner: ArgocdRepository, outer: ArgocdRepository): boolean {
  return inner.type === outer.type && inner.url.startsWith(`${outer.url}/`);
}
