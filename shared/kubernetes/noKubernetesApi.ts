import { Failure } from '../failure.ts';
import type { Asked, Refusal } from './refusal.ts';
import { describe, type RequestName } from './requestName.ts';
import type { StatusDetails } from './status.ts';

/**
 * What answered is not recognisable as a Kubernetes API. Has no `status`: a 404 from anything else does not say that an
 * object is missing.
 */
export class NoKubernetesApi extends Failure {
  constructor(message: string, host: string, basePath: string | undefined) {
    super('unreachable', message, { remedy: checkServer(host, basePath) });
  }
}

function checkServer(host: string, basePath: string | undefined): string {
  return basePath === undefined
    ? `Check the address in the kubeconfig: a proxy, a load balancer, a firewall or a sign-in page seems to answer at ${host}, and no Kubernetes API server.`
    : `Check "server" in the kubeconfig: under its path ${basePath} no Kubernetes API is served. Most API servers have no path there: https://${host}.`;
}

/** What a kube-apiserver may answer without a Status: it sheds load, or something in front of it is down. */
const plain = (status: number) => status === 429 || status >= 500;

/** Go's answer where no handler exists. It proves nothing: an API server also gives it for a group that it lacks. */
const goNotFound = '404 page not found';

/**
 * A refusal that no kube-apiserver gives: one that is not a Status, or a 404 for an API that every kube-apiserver has.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function noKubernetesApi(
  { status, body }: Refusal,
  said: StatusDetails,
  { request, route: { basePath } }: Asked,
): Failure | undefined {
  if (plain(status)) return undefined;
  const failure = (what: string) =>
    new NoKubernetesApi(`${describe(request)} was answered ${status} ${what}`, request.host, basePath);
  const asked = readPath(request, basePath);
  if (!said.isStatus) {
    if (status === 404 && body.trim() === goNotFound && asked?.optional) return undefined;
    return failure(`in other words than a Kubernetes API server’s${wordsOf(said)}`);
  }
  if (status === 404 && said.about === undefined && asked?.optional === false)
    return failure('as to an unknown path, although every Kubernetes API server has it');
  if (status === 403 && basePath !== undefined && tookForAnother(said, asked))
    return failure(`as to another path: ${said.message}`);
  return undefined;
}

const wordsOf = ({ message }: StatusDetails) => (message === undefined ? '' : `: ${message}`);

function tookForAnother({ resource, message = '' }: StatusDetails, asked: AskedPath | undefined): boolean {
  return resource === undefined ? / cannot \w+ path "/.test(message) : resource !== asked?.resource;
}

interface AskedPath {
  resource: string;
  /** Whether some API servers lack it. */
  optional: boolean;
}

/** What the request asked for: `…/api/v1/namespaces/a/secrets/b` → secrets. */
function readPath({ path }: RequestName, basePath = ''): AskedPath | undefined {
  const [prefix, ...rest] = path.slice(basePath.length).split('/').slice(1);
  const group = prefix === 'apis' ? rest.shift() : '';
  const [, first, , second] = rest;
  const resource = (first === 'namespaces' ? second : undefined) ?? first;
  if (resource === undefined) return undefined;
  return { resource, optional: group !== '' && group !== 'authorization.k8s.io' };
}
