import { isIPv6 } from 'node:net';
import { Failure } from '../failure.ts';
import { describe, type RequestName } from './requestName.ts';
import type { Route } from './route.ts';
import { tlsFailure } from './tlsFailures.ts';

interface Meaning {
  /** Completes "the API server at …". */
  what: string;
  remedy: (host: string) => string;
}

const reach = (host: string) =>
  `Check that the API server at ${host} is up, and that PullPass’s network can route to it.`;
const notHttp = (host: string) => `Check that an API server answers at ${host}, and not something else.`;

/** Node's codes for failures below TLS and HTTP. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/^ECONNREFUSED$/, { what: 'refused the connection', remedy: reach }],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    { what: 'cannot be reached: there is no route', remedy: reach },
  ],
  [/^ETIMEDOUT$/, { what: 'did not take the connection', remedy: reach }],
  [/^HPE_/, { what: 'did not answer in HTTP', remedy: notHttp }],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/,
    {
      what: 'closed the connection before it had answered',
      remedy: (host) =>
        `Look at the health of the API server at ${host}, and at load balancers and firewalls on the way, which close what they do not let pass.`,
    },
  ],
];

/**
 * The Failure for a request without an answer, by Node's error. Failures of the proxy are named where they happen, and
 * pass through unchanged.
 */
export function networkFailure(error: unknown, request: RequestName, route: Route = {}): Failure {
  if (error instanceof Failure) return error;
  const { proxy, authority, showsCertificate } = route;
  const asked = describe(request) + (proxy === undefined ? '' : ` through the proxy ${proxy}`);
  const name = `API server at ${request.host}`;
  const tls = tlsFailure(error, asked, { name, authority, showsCertificate });
  if (tls !== undefined) return tls;

  const code = errorCode(error);
  if (proxy === undefined && isOverIpv6Alone(error) && noWay.test(code))
    return new Failure(
      'unreachable',
      `${asked}: the ${name} has only IPv6 addresses, and there is no route to them (${code})`,
      {
        remedy: `PullPass’s functions in AWS use IPv4 only. Give the API server at ${request.host} an IPv4 address too, or the kubeconfig a "proxy-url" that has one.`,
        cause: error,
      },
    );
  const [, meaning] = meanings.find(([codes]) => codes.test(code)) ?? [];
  const { what, remedy } = meaning ?? { what: 'gave no answer', remedy: reach };
  return new Failure('unreachable', `${asked}: the ${name} ${what} (${code})`, {
    remedy: remedy(request.host),
    cause: error,
  });
}

/** What hosts without an IPv6 route report; it differs between them. */
const noWay = /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT|ETIMEDOUT)$/;

/** Whether all addresses that were tried are IPv6. For several, Node gives an error each. */
function isOverIpv6Alone(error: unknown): boolean {
  const each = error instanceof AggregateError ? error.errors : [error];
  const addresses = each.map((one) => (one as { address?: unknown } | undefined)?.address);
  return addresses.length > 0 && addresses.every((address) => typeof address === 'string' && isIPv6(address));
}

export function errorCode(error: unknown): string {
  const { code, name } = (error ?? {}) as NodeJS.ErrnoException;
  return code ?? name ?? 'unknown error';
}
