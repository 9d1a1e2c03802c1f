import { isIP } from 'node:net';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { maySign } from './maySign.ts';

/** What Node needs to send a name (SNI) and to check who answers, whatever the route. */
export interface ServerIdentity {
  /** '' if there is no name to send: TLS does not send addresses (RFC 6066, 3). */
  servername: string;
  checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/**
 * The identity that the server with this DNS name or IP address must prove. By default, Node would check the host of
 * the connection: a proxy could prove its own name and read the credential.
 */
export function serverIdentity(name: string): ServerIdentity {
  const written = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const expected = written.replace(/\.$/, '');
  return {
    // A trailing dot is not part of the name that is sent (RFC 6066, 3).
    servername: isIP(expected) === 0 ? expected : '',
    checkServerIdentity: (_host, certificate) =>
      checkIssuers(certificate) ?? checkName(expected, written, certificate),
  };
}

/** Every certificate above the server's must be a CA; the last one is its own issuer or has none. */
function checkIssuers(certificate: PeerCertificate): Error | undefined {
  let below = certificate as DetailedPeerCertificate;
  for (let above = below.issuerCertificate; above?.raw && !above.raw.equals(below.raw); ) {
    if (!maySign(above.raw)) return Object.assign(new Error('an issuer is not a CA'), { code: 'INVALID_CA' });
    [below, above] = [above, above.issuerCertificate];
  }
  return undefined;
}

/**
 * The rule of the Go clients of Kubernetes: only alternative names count, never the subject's common name; a wildcard
 * stands for the whole first label.
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

/** One spelling for each address; IPv4 inside IPv6 counts as IPv4, as in Go. */
const canonical = (address: string) => ipaddr.process(address).toString();

/**
 * The names in a certificate's `subjectaltname`. Node quotes, as JSON, names that could be mistaken for several. No
 * host has such a name, so these are left out.
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
