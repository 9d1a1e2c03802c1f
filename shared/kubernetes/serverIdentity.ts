import { isIP } from 'node:net';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { maySign } from './maySign.ts';

/** What Node needs to send a name (SNI) and to check who answers, whatever way the connection went. */
export interface ServerIdentity {
  /** '' where there is no name to send: TLS sends no addresses (RFC 6066, 3). */
  servername: string;
  checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/**
 * The identity that the server with this DNS name or IP address must prove. Node would take the host of the
 * connection for it: behind a proxy that is the proxy, which could prove its own name and read the credential.
 */
export function serverIdentity(name: string): ServerIdentity {
  const written = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const expected = written.replace(/\.$/, '');
  return {
    // A closing dot is no part of the name that is sent (RFC 6066, 3).
    servername: isIP(expected) === 0 ? expected : '',
    checkServerIdentity: (_host, certificate) =>
      checkIssuers(certificate) ?? checkName(expected, written, certificate),
  };
}

/** All above the certificate must be CAs; the last one is its own issuer, or has none. */
function checkIssuers(certificate: PeerCertificate): Error | undefined {
  let below = certificate as DetailedPeerCertificate;
  for (let above = below.issuerCertificate; above?.raw && !above.raw.equals(below.raw); ) {
    if (!maySign(above.raw)) return Object.assign(new Error('an issuer is no CA'), { code: 'INVALID_CA' });
    [below, above] = [above, above.issuerCertificate];
  }
  return undefined;
}

/**
 * As the Go clients of Kubernetes decide: only what the certificate names as its alternative names counts, and
 * never the subject's common name; a wildcard stands for the whole of the first label.
 * Source: https://pkg.go.dev/crypto/x509#Certificate.VerifyHostname
 */
function checkName(
  expected: string,
  written: string,
  { subjectaltname = '' }: PeerCertificate,
): Error | undefined {
  const { names, addresses } = alternativeNames(subjectaltname);
  const address = isIP(expected) === 0 ? undefined : canonical(expected);
  const fits =
    address === undefined
      ? names.some((held) => held.toLowerCase() === written || matches(held.toLowerCase(), expected))
      : addresses.some((held) => isIP(held) !== 0 && canonical(held) === address);
  if (fits) return undefined;
  return Object.assign(new Error('the certificate is for another name'), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    held: [...names, ...addresses],
    expected,
  });
}

/** One spelling of each address; IPv4 inside IPv6 is IPv4, as for Go. */
const canonical = (address: string) => ipaddr.process(address).toString();

/**
 * The names in a certificate's `subjectaltname`. Node quotes, as JSON, each one that could be taken for several; no host is
 * called like that, so those are left out.
 */
export function alternativeNames(text: string): { names: string[]; addresses: string[] } {
  const entries = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').split(', ');
  const after = (prefix: string) =>
    entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
  return { names: after('DNS:'), addresses: after('IP Address:') };
}

const label = /^[a-z0-9_][a-z0-9_-]*$/;

function matches(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  const [first, ...rest] = pattern.split('.');
  const [, ...parents] = name.split('.');
  return (
    first === '*' &&
    rest.length > 0 &&
    rest.every((part) => label.test(part)) &&
    rest.join('.') === parents.join('.')
  );
}
