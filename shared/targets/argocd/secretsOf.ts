import { besideName } from './besideName.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { hasPath, sameUrl } from './url.ts';

/** One secret for Argo CD, without its credential. */
export interface ArgocdSecret {
  name: string;
  as: ArgocdRepository['as'];
  /** What Argo CD reads besides the credential. Booleans are strings. */
  settings: Record<string, string>;
  /** The target's entry that it belongs to. */
  of: ArgocdRepository;
  /** The template's secret, if this one complements a template. */
  beside?: string;
}

/** All secrets of a target. Those that complement a template come before it. */
export function secretsOf(target: Argocd): ArgocdSecret[] {
  return target.repositories.flatMap((of) =>
    of.as === 'repository' ? repository(of) : [...besides(of, target), template(of)],
  );
}

function repository(of: ArgocdRepository): ArgocdSecret {
  const { secretName: name, project } = of;
  const named = { name: of.name ?? name, ...(project !== undefined && { project }) };
  return { name, as: 'repository', settings: { ...bare(of), ...named }, of };
}

/**
 * With a trailing slash: Argo CD uses a template's credential for every URL that begins with the template's. Without
 * the slash, `registry.example.com.evil.example`, or port 50001 for 5000, would get it too.
 * Source: https://github.com/argoproj/argo-cd/blob/v3.2.12/util/db/repository_secrets.go (getRepositoryCredentialIndex)
 */
function template(of: ArgocdRepository): ArgocdSecret {
  return { name: of.secretName, as: 'repo-creds', settings: { ...bare(of), url: `${of.url}/` }, of };
}

/**
 * Secrets for the URL itself, which a template with a trailing slash does not match: one for Applications, and one for
 * charts in Git that depend on it. They cannot be the same: a chart repository with a name, which Argo CD lists for
 * dependencies, also serves every host that begins with its URL and has no template, and every host with which its URL
 * begins: oci://123456789012.dk. So a template may do without it.
 * Source: https://github.com/argoproj/argo-cd/blob/v3.2.12/reposerver/repository/repository.go (getHelmRepos), and
 * https://github.com/argoproj/argo-cd/blob/v3.2.12/util/db/helmrepository.go (ListHelmRepositories)
 */
function besides(of: ArgocdRepository, { repositories }: Argocd): ArgocdSecret[] {
  const taken = repositories.map(({ secretName }) => secretName);
  const own = repositories.filter((other) => other.as === 'repository' && sameUrl(other.url, of.url));
  const beside = (suffix: string, settings: Record<string, string>): ArgocdSecret => ({
    name: besideName(of.secretName, suffix, taken),
    as: 'repository',
    settings,
    of,
    beside: of.secretName,
  });
  const { url, type, dependencies = true } = of;
  return [
    // An OCI repository has a path: no Application can name only the host.
    ...((type === 'helm' || hasPath(url)) && !own.some(({ project }) => project === undefined)
      ? [beside('exact', { ...bare(of), enableOCI: 'true' })]
      : []),
    ...(type === 'helm' && dependencies && own.length === 0
      ? [beside('dependencies', { ...bare(of), url: `${url}/`, name: dependencyName(url) })]
      : []),
  ];
}

/** The settings as earlier versions wrote them, which had no complementing secrets. */
export function bare({ type, url }: ArgocdRepository): Record<string, string> {
  return { type, url, ...(type === 'helm' && { enableOCI: 'true' }) };
}

/** The name under which Argo CD looks up the repository of a dependency on `oci://<url>` (sanitizeRepoName). */
function dependencyName(url: string): string {
  return `oci://${url}`.replaceAll('/', '-');
}
