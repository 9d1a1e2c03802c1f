import { Failure, type FailureKind } from '../failure.ts';
import { errorCode } from './networkFailures.ts';
import { tlsFailure } from './tlsFailures.ts';

/** The proxy answered CONNECT with something other than 200. */
export class ProxyRefusal extends Failure {
  /** The proxy's HTTP status. `status` would be the API server’s. */
  readonly answered: number;

  constructor(answered: number, message: string, remedy: string) {
    super('unreachable', message, { ofProxy: true, remedy });
    this.answered = answered;
  }
}

/** What a proxy answered to CONNECT. */
interface ProxyAnswer {
  status: number;
  /** The header Proxy-Authenticate, if there is one. */
  challenge: string | undefined;
  /** Whether the request had a user and a password. */
  signedIn: boolean;
}

/** `target`: the server that the proxy should connect to. */
export function refusedByProxy(
  host: string,
  target: string,
  { status, challenge, signedIn }: ProxyAnswer,
): ProxyRefusal {
  const message = `The proxy ${host} answered CONNECT to ${target} with ${status}`;
  const others = otherSignIns(challenge);
  if (status === 407 && others !== undefined)
    return new ProxyRefusal(
      status,
      `${message}: it wants a sign-in by ${others}, and PullPass can only do Basic`,
      `Let the proxy ${host} accept Basic, or PullPass’s addresses without a sign-in, or name another proxy in "proxy-url".`,
    );
  if (status === 407)
    return new ProxyRefusal(
      status,
      `${message}: it wants ${signedIn ? 'another' : 'a'} sign-in`,
      `Register the kubeconfig with a user and password for the proxy in "proxy-url": http://USER:PASSWORD@${host}, with %40 for an @ and so on.`,
    );
  if (status >= 502 && status <= 504)
    return new ProxyRefusal(
      status,
      `${message}: it could not reach the API server`,
      `Check that ${target} is up, and that the proxy ${host} can resolve its name and route to it.`,
    );
  return new ProxyRefusal(
    status,
    message,
    `Let the proxy ${host} pass CONNECT on to ${target}, and check that it is an HTTP proxy.`,
  );
}

/** The ways to sign in that a proxy offers, if Basic is not one of them. Quotes only known names. */
function otherSignIns(challenge = ''): string | undefined {
  const isOffered = (scheme: string) => new RegExp(`(^|,)\\s*${scheme}(\\s|,|$)`, 'i').test(challenge);
  if (challenge.trim() === '' || isOffered('Basic')) return undefined;
  const known = ['Digest', 'Negotiate', 'NTLM', 'Kerberos'].filter(isOffered);
  return known.length === 0 ? 'another scheme' : known.join(' or ');
}

const meanings: readonly (readonly [codes: RegExp, what: string])[] = [
  [/^ECONNREFUSED$/, 'refused the connection'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'cannot be reached: there is no route'],
  [/^ETIMEDOUT$/, 'did not take the connection'],
  [/^HPE_HEADER_OVERFLOW$/, 'answered CONNECT with more headers than a proxy has'],
  [/^HPE_/, 'did not answer CONNECT in HTTP'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'closed the connection before it had answered CONNECT'],
];

/** The Failure for a proxy that did not answer, by Node's error. */
export function proxyFailure(error: Error, host: string, authority: string | undefined): Failure {
  if (error instanceof Failure)
    return new Failure(error.kind, `The proxy ${host} cannot be reached: ${error.message}`, {
      ...error,
      ofProxy: true,
    });
  const name = `proxy ${host}`;
  const tls = tlsFailure(error, `CONNECT at the ${name}`, { name, authority });
  if (tls !== undefined) return ofProxy(tls, host);
  const code = errorCode(error);
  const [, what = 'gave no answer to CONNECT'] = meanings.find(([codes]) => codes.test(code)) ?? [];
  return new Failure('unreachable', `The proxy ${host} ${what} (${code})`, {
    ofProxy: true,
    remedy: `Check that the proxy ${host} of the kubeconfig’s "proxy-url" is up, that PullPass’s network can route to it, and that it is an HTTP proxy.`,
    cause: error,
  });
}

/** The remedies for API servers' certificates name fields that do not apply to a proxy. */
function ofProxy({ kind, message, cause }: Failure, host: string): Failure {
  const given: FailureKind = kind;
  return new Failure(given, message, {
    ofProxy: true,
    remedy: `Give the proxy ${host} a certificate for its own name, by a public CA or by one in the kubeconfig’s "certificate-authority-data"; or write its "proxy-url" with http://.`,
    cause,
  });
}
