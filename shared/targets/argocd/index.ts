import type { RegistryWithCredential } from '../kind.ts';
import type { SecretDraft } from '../secrets/draft.ts';
import { secretsTarget } from '../secrets/secretsTarget.ts';
import { registriesFor } from './registriesFor.ts';
import type { Argocd } from './schema.ts';
import { type ArgocdSecret, bare, secretsOf } from './secretsOf.ts';
import { typeLabel } from './typeLabel.ts';

/**
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories and
 * #repository-credentials
 */
export const argocd = secretsTarget<Argocd>({
  registries: ({ repositories }, all) => {
    const wanted = new Set(repositories.flatMap((repository) => registriesFor(repository, all)));
    return all.filter((registry) => wanted.has(registry));
  },
  secretPerRegistry: true,
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
      ends: expiresAt,
      ...(beside !== undefined && { beside }),
      ...(as === 'repo-creds' && {
        alone: {
          data: { ...bare(of), username, password },
          means: `Argo CD goes on giving the credential of ${name} to every repoURL that begins with ${of.url}, such as ${of.url}.example.net`,
        },
      }),
    }));
}
