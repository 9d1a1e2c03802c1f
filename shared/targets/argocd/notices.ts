import type { Registry } from '../../registries/schema.ts';
import { certainOverlap } from '../overlap.ts';
import type { Target } from '../schema.ts';
import { registriesFor } from './registriesFor.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { type ArgocdSecret, secretsOf } from './secretsOf.ts';
import { shorterHosts } from './shorterHosts.ts';
import { addressOf, hasPath, sameUrl } from './url.ts';

/**
 * The cases in which Argo CD uses one of the target's credentials for more than its URL, or another one in its place.
 *
 * @param targets all targets of the cluster
 */
export function notices(target: Argocd, all: readonly Registry[], targets: readonly Target[]): string[] {
  const { repositories } = target;
  const registryOf = (repository: ArgocdRepository) => registriesFor(repository, all)[0];
  const others = targets.filter(
    (each): each is Argocd =>
      each.kind === 'argocd' &&
      each !== target &&
      certainOverlap(each.namespaces, target.namespaces) !== undefined,
  );
  const isTemplate = ({ as }: ArgocdRepository) => as === 'repo-creds';
  const templates = [target, ...others].flatMap((each) => each.repositories.filter(isTemplate));
  const nested = repositories
    .filter(isTemplate)
    .flatMap((inner) =>
      templates
        .filter((outer) => isWithin(inner, outer) && registryOf(inner) !== registryOf(outer))
        .map(
          (outer) =>
            `For the dependencies of a chart below ${addressOf(inner.url)}, Argo CD takes the template ${inner.secretName} or ${outer.secretName} by chance: both fit.`,
        ),
    );
  const earlier = others.filter((each) => targets.indexOf(each) < targets.indexOf(target));
  const twice = repositories.flatMap((own) =>
    earlier.flatMap((other) =>
      other.repositories
        .filter(
          (each) =>
            registryOf(each) !== registryOf(own) && meet(secretsFor(own, target), secretsFor(each, other)),
        )
        .map(
          ({ secretName }) =>
            `Argo CD takes the credential of ${own.secretName} or ${secretName} by chance for ${addressOf(own.url)}: both targets name it. Keep one.`,
        ),
    ),
  );
  const whole = repositories.filter(
    ({ as, type, url }) => as === 'repository' && type === 'helm' && !hasPath(url),
  );
  return [
    ...nested,
    ...twice,
    ...whole.map(
      ({ secretName, url }) =>
        `Argo CD gives the credential of the repository ${secretName} also to dependencies of charts on other hosts that begin with ${url}, where no template fits them. A template ("as": "repo-creds") of ${url} does not do so, and serves the same Applications.`,
    ),
    ...shorterHosts(target),
  ];
}

function isWithin(inner: ArgocdRepository, outer: ArgocdRepository): boolean {
  return inner.type === outer.type && inner.url.startsWith(`${outer.url}/`);
}

function secretsFor(of: ArgocdRepository, target: Argocd): ArgocdSecret[] {
  return secretsOf(target).filter((secret) => secret.of === of);
}

/** Whether Argo CD looks up any two of these secrets by the same URL and project. */
function meet(some: readonly ArgocdSecret[], others: readonly ArgocdSecret[]): boolean {
  return some.some((a) =>
    others.some(
      (b) =>
        a.as === b.as &&
        a.settings['project'] === b.settings['project'] &&
        sameUrl(a.settings['url'] ?? '', b.settings['url'] ?? ''),
    ),
  );
}
