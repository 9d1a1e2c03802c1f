import type { ProbeFinding, ProbeResult, Reach, TlsResult } from '../../../shared/api/probe.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import { addressRemedy } from '../../../shared/network/hostname.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { Address } from '../../../shared/preflight/probe/probe.ts';

interface Asked {
  address: Address;
  site: string | undefined;
}

/** What the texts mention; nothing of it comes from the server. */
interface Ends {
  /** `host:port` */
  server: string;
  proxy: string;
  /** "the workers in the default network" */
  workers: string;
  /** What must have signed the certificate. */
  expected: string;
  hasAuthority: boolean;
}

type Said = [message: string, remedy?: string];

const way = ({ server, workers }: Ends) =>
  `Check that ${server} is the address of the API server as ${workers} see it, and the routes, security groups and firewalls on the way (docs/networks.md).`;

const reachSaid: Record<Exclude<Reach, 'reached'>, (ends: Ends) => Said> = {
  'not-resolved': (ends) => [
    `The name of ${ends.server} does not resolve for ${ends.workers}.`,
    'Check the name. For a private cluster, associate its private hosted zone with the VPC of that network, or forward the zone to a resolver that knows it (docs/networks.md).',
  ],
  'refused-address': (ends) => [
    `The name of ${ends.proxy || ends.server} resolves to an address that PullPass does not connect to, such as a loopback or link-local one.`,
    addressRemedy,
  ],
  unreachable: (ends) => [
    `The connection of ${ends.workers} to ${ends.server} was refused, or has no route.`,
    way(ends),
  ],
  timeout: (ends) => [
    `${ends.proxy || ends.server} did not answer ${ends.workers} in time: a connection that hangs is most often a dropped packet.`,
    way(ends),
  ],
  'proxy-unreachable': (ends) => [
    `The proxy ${ends.proxy} did not let ${ends.workers} in: it cannot be reached, is not an HTTP proxy, or its certificate does not verify.`,
    `Check that ${ends.proxy} is up, that the network of the workers can route to it, and whether it wants http:// or https://.`,
  ],
  'proxy-refused': (ends) => [
    `The proxy ${ends.proxy} does not connect to ${ends.server}.`,
    `Let it pass CONNECT on to ${ends.server}, and check that it can resolve that name and route to it.`,
  ],
  'proxy-sign-in': (ends) => [
    `The proxy ${ends.proxy} wants a sign-in, but a probe carries none: what is behind it is unknown.`,
    'Register the kubeconfig with the user and password for the proxy in its "proxy-url": the preflight signs in, and checks the rest.',
  ],
};

const tlsSaid: Record<TlsResult, (ends: Ends) => Said> = {
  verified: () => ['its certificate verifies'],
  'unknown-ca': ({ hasAuthority }) =>
    hasAuthority
      ? [
          'its certificate was signed by no CA in "certificateAuthority"',
          'Give the CA that signed the certificate which is served at this address: it may differ from the one inside the cluster.',
        ]
      : [
          'its certificate was signed by no public CA',
          'Give the CA of the cluster as "certificateAuthority".',
        ],
  'wrong-name': ({ expected }) => [
    `its certificate is not for ${expected}`,
    'Give one of "names" as the host of "server", or as "tlsServerName".',
  ],
  expired: () => [
    'its certificate, one above it, or the given CA has expired',
    'Renew the certificate of the API server; or give the CA that is in use now.',
  ],
  'not-yet-valid': () => [
    'its certificate, or one above it, is not valid yet',
    'Look at its dates, and at the clock of the CA that issued it.',
  ],
  'bad-certificate': () => [
    'its certificate, or one above it, is not one for TLS servers that PullPass may trust (purpose, key, name constraints or path length)',
    'Issue it with a key of 2,048 bits or more (RSA) or ECDSA, SHA-256, a subject alternative name, and the extended key usage serverAuth, below a CA that may sign it.',
  ],
  'wants-client-certificate': () => [
    'it requires a client certificate',
    'Check the address: API servers take tokens, too. If this one does not, register a client certificate.',
  ],
  'no-common-tls': () => [
    'it has no version or cipher of TLS in common with PullPass',
    'Let it offer TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM.',
  ],
  'not-tls': () => [
    'what answers there does not speak TLS',
    'Check the port: plain HTTP or another protocol is served there.',
  ],
  closed: () => [
    'the connection was closed during the TLS handshake',
    'Look at the health of the API server, and at load balancers and firewalls on the way, which close what they do not let pass.',
  ],
  timeout: () => [
    'the TLS handshake was not finished in time',
    'Check that the API server speaks TLS at this port, and any firewall or load balancer on the way that looks into TLS.',
  ],
};

/** A finding with its sentence and remedy. The texts contain what the caller sent, and nothing that the server did. */
export function probeInWords(
  called: { answer: ProbeFinding } | { failure: FailureReport },
  { address, site }: Asked,
): ProbeResult {
  if ('failure' in called) {
    const { message, remedy } = called.failure;
    return { reach: 'unchecked', message: `${message}.`, remedy };
  }
  const { answer } = called;
  const [message, remedy] = saidOf(answer, endsOf(address, site));
  return { ...answer, message, ...(remedy !== undefined && { remedy }) };
}

function saidOf({ reach, tls }: ProbeFinding, ends: Ends): Said {
  if (reach !== 'reached') return reachSaid[reach](ends);
  const [what, remedy] = tls === undefined ? [] : tlsSaid[tls](ends);
  const reached = `${capital(ends.workers)} reach ${ends.server}`;
  if (what === undefined) return [`${reached}.`];
  return remedy === undefined ? [`${reached}, and ${what}.`] : [`${reached}, but ${what}.`, remedy];
}

function endsOf(
  { server, proxyUrl, tlsServerName, certificateAuthority }: Address,
  site: string | undefined,
): Ends {
  const { host, hostname, port } = new URL(server);
  return {
    server: port === '' ? `${host}:443` : host,
    proxy: proxyUrl === undefined ? '' : new URL(proxyUrl).host,
    workers: `the workers in ${networkNamed(site)}`,
    expected: tlsServerName ?? hostname,
    hasAuthority: certificateAuthority !== undefined,
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
