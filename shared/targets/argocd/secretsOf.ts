import { besideName } from './besideName.ts';
import type { Argocd, ArgocdRepository } from './schema.ts';
import { hasPath, sameUrl } from './url.ts';

/** One secret that Argo CD reads, except its credential. */
export interface ArgocdSecret {
  name: string;
  as: ArgocdRepository['as'];
  /** What Argo CD is told besides the credential. It reads booleans from strings. */
  settings: Record<string, string>;
  /** Of which entry of the target it is. */
  of: ArgocdRepository;
  /** Of one that stands beside a template: the template's secret. */
  beside?: string;
}

/** All secrets of a target: what stands beside a template comes before it. */
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
 * With a closing slash: Argo CD gives a template's credential to whatever URL begins with the template's, and so to
 * `registry.example.com.evil.example` and to port 50001 beside 5000.
 * Source: https://github.com/argoproj/argo-cd/blob/v3.2.12/util/db/repository_secrets.go (getRepositoryCredentialIndex)
 */
function template(of: ArgocdRepository): ArgocdSecret {
  return { name: of.secretName, as: 'repo-creds', settings: { ...bare(of), url: `${of.url}/` }, of };
}

/**
 * For the URL itself, which a template with a closing slash does not serve: one for Applications, and one for charts in
 * Git that depend on it. They cannot be one: what Argo CD lists for dependencies (a chart repository with a name) it
 * also gives to every host that begins with its URL, where no template serves that.
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
  const { url, type } = of;
  return [
    // An OCI repository has a path: no Application can name the host alone.
    ...((type === 'helm' || hasPath(url)) && !own.some(({ project }) => project === undefined)
      ? [beside('exact', { ...bare(of), enableOCI: 'true' })]
      : []),
    ...(type === 'helm' && own.length === 0
      ? [beside('dependencies', { ...bare(of), url: `${url}/`, name: dependencyName(url) })]
      : []),
  ];
}

/** The settings of the form that versions wrote that had nothing beside a template. */
export function bare({ type, url }: ArgocdRepository): Record<string, string> {
  return { type, url, ...(type === 'helm' && { enableOCI: 'true' }) };
}

/** The name under which Argo CD looks for the repository of a dependency on `oci://<url>` (sanitizeRepoName). */
function dependencyName(url: string): string {
  return `oci://${url}`.replaceAll('/', '-');
}
