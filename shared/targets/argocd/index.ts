import { registryHosts } from '../../registries/hosts.ts';
import type { Registry } from '../../registries/schema.ts';
import type { RegistryWithCredential } from '../kind.ts';
import type { SecretDraft } from '../secrets/draft.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { type ArgocdSecret, bare, secretsOf } from './secretsOf.ts';
import { typeLabel } from './typeLabel.ts';
import { addressOf } from './url.ts';

/**
 * The registries that can serve a repository: where it is not one, the registration refuses the target. Of those with
 * a path, the longest that fits, as in a docker config.
 */
export function registriesFor({ url, registry }: ArgocdRepository, all: readonly Registry[]): Registry[] {
  const named = all.filter(({ name }) => registry === undefined || name === registry);
  const fits = named.map((each) => ({ each, length: longestFit(registryHosts(each), addressOf(url)) }));
  const longest = Math.max(...fits.map(({ length }) => length));
  return fits.filter(({ length }) => length > 0 && length === longest).map(({ each }) => each);
}

/** Characters of the longest of these that an address is, or begins with; 0 where none fits. */
function longestFit(hosts: readonly string[], address: string): number {
  return Math.max(
    0,
    ...hosts.filter((host) => `${address}/`.startsWith(`${host}/`)).map(({ length }) => length),
  );
}

/**
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories and
 * #repository-credentials
 */
export const argocd = secretsTarget<Argocd>({
  registries: ({ repositories }, all) => {
    const wanted = new Set(repositories.flatMap((repository) => registriesFor(repository, all)));
    return all.filter((registry) => wanted.has(registry));
  },
  outline: (spec) =>
    secretsOf(spec).map(({ name, settings, beside }) => ({
      name,
      keys: [...Object.keys(settings), 'username', 'password'],
      ...(beside !== undefined && { beside }),
    })),
  compose: (spec, credentials) => secretsOf(spec).flatMap((secret) => draftFor(spec, secret, credentials)),
});

function draftFor(
  { labels, annotations }: Argocd,
  { name, as, settings, of, beside }: ArgocdSecret,
  credentials: readonly RegistryWithCredential[],
): SecretDraft[] {
  const [registry] = registriesFor(
    of,
    credentials.map((each) => each.registry),
  );
  return credentials
    .filter((each) => each.registry === registry)
    .map(({ credential: { username, password, expiresAt } }) => ({
      name,
      type: 'Opaque',
      labels: { ...labels, [typeLabel]: as },
      annotations,
      data: { ...settings, username, password },
      validUntil: expiresAt,
      ...(beside !== undefined && { beside }),
      ...(as === 'repo-creds' && {
        alone: {
          data: { ...bare(of), username, password },
          means: `Argo CD goes on to give the credential of ${name} to every repoURL that begins with ${of.url}, such as ${of.url}.example.net`,
        },
      }),
    }));
}
