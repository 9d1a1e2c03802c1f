import type { StoredSecret } from './dockerSecret.ts';
import { parseGoUrl, textOf } from './goUrl.ts';

/** A repository as Argo CD reads it from a secret. */
export interface ArgoRepository {
  secret: string;
  type: string;
  url: string;
  name: string;
  project: string;
  enableOCI: boolean;
  username: string;
  password: string;
}

/**
 * What Argo CD uses for the repository of an Application: the `repository` secret with that URL, preferably the
 * project's own; for missing credentials, the `repo-creds` whose URL is the longest prefix.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repository-credentials, and
 * https://github.com/argoproj/argo-cd/blob/master/util/db/repository_secrets.go (getRepositorySecret,
 * getRepositoryCredentialIndex)
 */
export function repositoryFor(
  secrets: readonly StoredSecret[],
  url: string,
  project = '',
): Partial<ArgoRepository> {
  const same = labelled(secrets, 'repository').filter((each) => isSame(each.url, url));
  const found: Partial<ArgoRepository> =
    same.find((each) => each.project === project) ?? same.find((each) => each.project === '') ?? {};
  const templates = labelled(secrets, 'repo-creds')
    .filter((each) => normal(url).startsWith(normal(each.url)))
    .sort((a, b) => normal(b.url).length - normal(a.url).length);
  const { username = '', password = '' } = found;
  if (username !== '' || password !== '') return found;
  const [template] = templates;
  return template === undefined ? found : { ...template, ...found };
}

/**
 * What Argo CD signs in with for a dependency of a chart in Git, whatever the order of the secrets: the chart
 * repository with exactly that URL or a name made of it; otherwise a template that is a prefix of the URL; otherwise
 * any OCI chart repository whose URL begins alike.
 * Source: https://github.com/argoproj/argo-cd/blob/v3.2.12/reposerver/repository/repository.go (getHelmRepos,
 * getRepoCredential), and util/db/helmrepository.go (ListHelmRepositories)
 */
export function credentialsOfDependency(
  secrets: readonly StoredSecret[],
  repository: string,
): Partial<ArgoRepository>[] {
  const url = repository.replace(/^oci:\/\//, '');
  const listed = labelled(secrets, 'repository').filter(({ type, name }) => type === 'helm' && name !== '');
  const same = listed.filter((each) => each.url === url);
  if (same.length > 0) return same;
  const named = listed.filter(({ name }) => name === repository.replaceAll('/', '-'));
  if (named.length > 0) return named;
  const templates = labelled(secrets, 'repo-creds').filter(
    (each) => each.type === 'helm' && url.startsWith(each.url),
  );
  if (templates.length > 0) return templates;
  return listed.filter((each) => each.enableOCI && (url.startsWith(each.url) || each.url.startsWith(url)));
}

/**
 * Whether Argo CD treats a URL as Helm charts in an OCI registry.
 * Source: https://github.com/argoproj/argo-cd/blob/master/util/helm/client.go (IsHelmOciRepo)
 */
export function isHelmOci(url: string): boolean {
  return url !== '' && parseGoUrl(url)?.host === '';
}

/**
 * The host to which it logs Helm in.
 * Source: https://github.com/argoproj/argo-cd/blob/master/util/helm/cmd.go (getHelmRegistry)
 */
export function helmRegistryOf(url: string): string | undefined {
  return parseGoUrl(url.includes('//') ? url : `//${url}`)?.host;
}

/**
 * A URL in the form for comparison; empty if it cannot be read.
 * Source: https://github.com/argoproj/argo-cd/blob/master/util/git/git.go (NormalizeGitURL)
 */
export function normal(url: string): string {
  const parsed = parseGoUrl(
    url
      .trim()
      .toLowerCase()
      .replace(/\.git$/, ''),
  );
  return parsed === undefined ? '' : textOf(parsed);
}

function isSame(a: string, b: string): boolean {
  return (normal(a) || a) === (normal(b) || b);
}

function labelled(secrets: readonly StoredSecret[], type: string): ArgoRepository[] {
  return secrets
    .filter(({ metadata }) => metadata.labels?.['argocd.argoproj.io/secret-type'] === type)
    .map(({ metadata, data = {} }) => {
      const value = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
      return {
        secret: metadata.name,
        type: value('type'),
        url: value('url'),
        name: value('name'),
        project: value('project'),
        enableOCI: boolean(value('enableOCI')),
        username: value('username'),
        password: value('password'),
      };
    });
}

/** Like Go's strconv.ParseBool. For any other text, Argo CD would refuse the whole secret. */
function boolean(text: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False|)$/.test(text)) return false;
  throw new Error(`Argo CD reads no boolean from "${text}".`);
}
