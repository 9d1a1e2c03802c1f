import { Failure } from '../failure.ts';
import type { Denial } from './denials.ts';
import { describe, type RequestName } from './requestName.ts';
import type { StatusDetails } from './status.ts';
import { statusMeaning } from './statusMeanings.ts';

/** The API server answered, and the answer was not a success. */
export class ApiStatusFailure extends Failure {
  readonly details: StatusDetails;
  /** Who denied it, where it is of kind denied. */
  readonly denial: Denial | undefined;

  constructor(status: number, details: StatusDetails, request: RequestName) {
    const { kind, message, remedy, lack, denial } = statusMeaning(status, details, request);
    super(kind, message, { remedy, status, lack });
    this.details = details;
    this.denial = denial;
  }

  /** Whether the server gave this as a cause, e.g. `FieldManagerConflict` or `NamespaceTerminating`. */
  hasCause(reason: string): boolean {
    // A webhook that denies may give any cause, in words of its own.
    return this.denial === undefined && this.details.causes.some((cause) => cause.reason === reason);
  }
}

/** Whether the API server said that something is not there: not a webhook that denies with the same status. */
export function isNotFound(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 404 && error.kind === 'not-found';
}

/** Whether an authorizer said no. What denies in admission control knows that it may be done. */
export function isForbidden(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.kind === 'forbidden';
}

/**
 * Whether a JSON patch could not be done on the object as it is: its `test` failed. What is invalid has causes.
 * Source: https://github.com/kubernetes/apiserver/blob/v0.34.4/pkg/endpoints/handlers/patch.go (applyJSPatch)
 */
export function isPatchTestFailed(error: unknown): error is ApiStatusFailure {
  return (
    error instanceof ApiStatusFailure &&
    error.status === 422 &&
    error.kind === 'conflict' &&
    error.details.causes.length === 0
  );
}

/** Whether another writer came between: the object is no longer what it was when it was read. */
export function isOutdated(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 409 && error.kind === 'conflict';
}

/** More came than an API server answers, and was not read. `what`: there was more than that of it. */
export class TooMuchAnswered extends Failure {
  constructor(request: RequestName, what: string) {
    super('unreachable', `${describe(request)} was answered with more than ${what}`, {
      remedy: `No API server sends answers this large: check what answers at ${request.host}, and any proxy on the way. Large annotations on the object, or on namespaces, are the other cause: remove them.`,
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

/** An endless list. `what`: it had more than that. */
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
