import { Failure, type FailureKind } from '../failure.ts';
import { hasAtMost } from './values.ts';

/** One request, named as an operator would look for it: the server's host, the method and the path. */
export interface RequestName {
  host: string;
  method: string;
  path: string;
}

/** Values in the JSON of a Status, and causes in it that are kept: there is one for each field of an object. */
const mostValues = 5_000;
const mostCauses = 20;

/** Characters of a text that are looked at: far more than are shown. */
const longestText = 4_096;

/** Characters of a resource's or an object's name. */
const longestName = 253;

/** The part of a Kubernetes `Status` object that decisions are made on. */
export interface StatusDetails {
  reason?: string;
  message?: string;
  causes: readonly { reason?: string; message?: string; field?: string }[];
  /** The object that a `Status` is about, as `secrets` and `ecr-credentials`; absent where what answered sent none. */
  about?: { resource: string; name: string };
}

/** The API server answered, and the answer was not a success. */
export class ApiStatusFailure extends Failure {
  readonly details: StatusDetails;

  constructor(status: number, details: StatusDetails, request: RequestName) {
    const { kind, remedy } = statusMeanings(status, request);
    const said = details.message ?? details.reason ?? 'no message';
    super(kind, `${describe(request)} answered ${status}: ${said}`, { remedy, status });
    this.details = details;
  }

  /** Whether the server gave this as a cause, e.g. `FieldManagerConflict` or `NamespaceTerminating`. */
  hasCause(reason: string): boolean {
    return this.details.causes.some((cause) => cause.reason === reason);
  }
}

/**
 * A `Status` body as sent by a kube-apiserver, or by whatever proxy answered in its place.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function parseStatus(body: string, scrub: (text: string) => string): StatusDetails {
  const parsed = hasAtMost(mostValues, body) ? parseObject(body) : {};
  const details = isObject(parsed['details']) ? parsed['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isObject) : [];
  const text = (value: unknown) => (typeof value === 'string' ? scrub(clip(value)) : undefined);
  return dropUndefined({
    reason: text(parsed['reason']),
    message: text(parsed['message']),
    causes: causes.slice(0, mostCauses).map((cause) =>
      dropUndefined({
        reason: text(cause['reason']),
        message: text(cause['message']),
        field: text(cause['field']),
      }),
    ),
    about: parsed['kind'] === 'Status' ? aboutIn(details) : undefined,
  }) as StatusDetails;
}

/** Compared with what was asked for, and never shown. */
function aboutIn({ kind, name }: Record<string, unknown>): StatusDetails['about'] {
  const isShort = (value: unknown) => typeof value === 'string' && value.length <= longestName;
  return isShort(kind) && isShort(name) ? { resource: kind as string, name: name as string } : undefined;
}

function statusMeanings(status: number, { host }: RequestName): { kind: FailureKind; remedy: string } {
  if (status === 401)
    return {
      kind: 'unauthorized',
      remedy:
        'The credential was refused: it has expired or was revoked. Rotate it with PUT /clusters/{name}/kubeconfig.',
    };
  if (status === 403)
    return {
      kind: 'forbidden',
      remedy:
        'Grant the verb named in the message to the identity in the kubeconfig (see docs/permissions.md).',
    };
  if (status === 404)
    return {
      kind: 'not-found',
      remedy: 'Create what the message names, or take it out of the cluster’s targets.',
    };
  if (status === 409 || status === 422)
    return {
      kind: 'conflict',
      remedy: 'Something else owns or changes this object. Choose another name, or set "adopt": true.',
    };
  if (status === 429)
    return {
      kind: 'throttled',
      remedy: `The API server at ${host} is shedding load. The push is retried; if it lasts, look at its API priority and fairness.`,
    };
  if (status >= 500)
    return {
      kind: 'unreachable',
      remedy: `Look at the health of the API server at ${host}: it answers, but with server errors.`,
    };
  return {
    kind: 'internal',
    remedy: `An answer that PullPass does not expect. Check that ${host} is a Kubernetes API server; if it is, report this message.`,
  };
}

/** More came than an API server answers, and was not read. `what`: there was more than that of it. */
export class TooMuchAnswered extends Failure {
  constructor(request: RequestName, what: string) {
    super('unreachable', `${describe(request)} was answered with more than ${what}`, {
      remedy: `No API server answers so much: check what answers at ${request.host}, and any proxy on the way. Large annotations of the object, or of namespaces, are the other cause: take them out.`,
      // Something was answered: to ask again at once would bring the same.
      status: 200,
    });
  }
}

/** A success that no kube-apiserver answers so. */
export function notKubernetes(url: string): Failure {
  const { host, pathname } = new URL(url);
  return new Failure(
    'unreachable',
    `What answered at ${host} to ${pathname} is not a Kubernetes API server`,
    {
      remedy: `Check the address in the kubeconfig: a proxy, a load balancer or a sign-in page seems to answer at ${host}.`,
    },
  );
}

/** A list without end. `what`: there was more than that in it. */
export function tooManyItems(url: string, what: string): Failure {
  const { host, pathname } = new URL(url);
  return new Failure('unreachable', `What answers at ${host} lists more than ${what} at ${pathname}`, {
    remedy: `Kubernetes supports 10,000 namespaces in one cluster: check that ${host} is an API server. If it is, name the namespaces of the target one by one instead of by patterns.`,
  });
}

/**
 * Whether a failure speaks of the whole cluster rather than of one object in it. A 500 is most often an
 * admission webhook that fails for some namespaces; a server that is down answers 502 to 504.
 */
export function isClusterWide(failure: Failure): boolean {
  if (failure.status === 500) return false;
  return ['unreachable', 'tls', 'timeout', 'unauthorized'].includes(failure.kind);
}

/** `GET /api/v1/namespaces at api.example.com:6443` */
export function describe({ host, method, path }: RequestName): string {
  return `${method} ${path} at ${host}`;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Cut between words: half a credential would not be known for one. */
function clip(text: string): string {
  if (text.length <= longestText) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf(' ', longestText)));
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
