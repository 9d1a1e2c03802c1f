import { Failure } from '../failure.ts';
import type { Advice } from './advice.ts';
import type { Denial } from './denials.ts';
import { describe, type RequestName } from './requestName.ts';
import type { StatusDetails } from './status.ts';
import { statusMeaning } from './statusMeanings.ts';

/** The API server answered, but not with a success. */
export class ApiStatusFailure extends Failure {
  readonly details: StatusDetails;
  /** Which part of admission control denied it, if its kind is denied. */
  readonly denial: Denial | undefined;

  constructor(status: number, details: StatusDetails, request: RequestName, advice: Advice) {
    const { kind, message, remedy, lack, denial } = statusMeaning(status, details, request, advice);
    super(kind, message, { remedy, status, lack });
    this.details = details;
    this.denial = denial;
  }

  /** Whether the server gave this cause, such as `FieldManagerConflict` or `NamespaceTerminating`. */
  hasCause(reason: string): boolean {
    // A webhook that denies a request may give any cause in its own words.
    return this.denial === undefined && this.details.causes.some((cause) => cause.reason === reason);
  }
}

/** The answer was larger than any API server's, and was not read further. `what`: it had more than that. */
export class TooMuchAnswered extends Failure {
  constructor(request: RequestName, what: string) {
    super('unreachable', `${describe(request)} was answered with more than ${what}`, {
      remedy: `No API server sends answers this large: check what answers at ${request.host}, and any proxy on the way. Large annotations on the object, or on namespaces, are the other cause: remove them.`,
      // A status keeps it from being retried, which would bring the same answer.
      status: 200,
    });
  }
}

/** A success that no kube-apiserver would answer. */
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
 * Whether a failure is about the whole cluster, not about one object in it. A 500 usually comes from an admission
 * webhook that fails for some namespaces; a server that is down answers 502 to 504.
 */
export function isClusterWide(failure: Failure): boolean {
  if (failure.status === 500) return false;
  return ['unreachable', 'tls', 'timeout', 'unauthorized'].includes(failure.kind);
}
