import { X509Certificate } from 'node:crypto';
import type { FailureKind } from '../failure.ts';
import { tlsCode } from './tlsCode.ts';

/** The other end of a TLS connection. */
export interface Peer {
  /** `API server at host:port` or `proxy host:port`. */
  name: string;
  /** The CA bundle (PEM) that must have signed its certificate; absent: the public roots. */
  authority?: string | undefined;
  showsCertificate?: boolean | undefined;
}

interface Meaning {
  kind?: FailureKind;
  /** Follows "…: ". */
  what: string;
  remedy: string;
}

type Rule = readonly [codes: RegExp, meaning: (peer: Peer, error: unknown) => Meaning];

const field = 'the kubeconfig’s certificate-authority-data';
const reissue = (name: string) => `Issue the certificate of the ${name} again`;
const tooWeak =
  /EE certificate key too weak|CA certificate key too weak|CA signature digest algorithm too weak/;

/** The first rule that matches the code decides. */
export const tlsMeanings: readonly Rule[] = [
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    ({ name }, error) => ({
      what: `the certificate of the ${name} is ${heldNames(error)}`,
      remedy: `Register a name that the certificate holds as "server", or give it as "tls-server-name". ${reissue(name)} if it should hold this one: as a subject alternative name.`,
    }),
  ],
  [
    /^CERT_SIGNATURE_FAILURE$/,
    ({ name }) => ({
      what: `the certificate of the ${name} was signed by a CA that has the name of one in ${field}, and another key`,
      remedy: 'The CA was renewed: register a kubeconfig with the one that is in use now.',
    }),
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|CERT_REJECTED)/,
    ({ name, authority }) =>
      authority === undefined
        ? {
            what: `the certificate of the ${name} was signed by no public CA, and the kubeconfig has no certificate-authority-data`,
            remedy: 'Register a kubeconfig with the CA of the cluster in "certificate-authority-data".',
          }
        : {
            what: `the certificate of the ${name} was signed by no CA in ${field}`,
            remedy: `Put the CA into "certificate-authority-data" that signed it; the certificate of the ${name} itself does as well. If kubectl takes it, its authority key identifier names another CA: issue it again.`,
          },
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    ({ name, authority }) => {
      const ended = authority === undefined ? undefined : expiredIn(authority);
      return ended === undefined
        ? {
            what: `the certificate of the ${name}, or an intermediate that it sends, has expired`,
            remedy: `Renew the certificate of the ${name}.`,
          }
        : {
            what: `a CA in ${field} expired on ${ended.toISOString()}`,
            remedy: 'Register a kubeconfig with the CA that is in use now.',
          };
    },
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    ({ name }) => ({
      what: `the certificate of the ${name}, or of a CA above it, is not valid yet`,
      remedy: 'Check its dates, and the clock of the CA that issued it.',
    }),
  ],
  [
    /^INVALID_PURPOSE$/,
    ({ name }) => ({
      what: `the certificate of the ${name}, or of a CA above it, is for another purpose than TLS servers`,
      remedy: `${reissue(name)} with the extended key usage serverAuth and the key usage digitalSignature, below CAs that allow it; kubectl accepts "any" usage, but PullPass does not.`,
    }),
  ],
  [
    /^PATH_LENGTH_EXCEEDED$/,
    ({ name }) => ({
      what: `there are more CAs above the certificate of the ${name} than one of them allows (path length)`,
      remedy: `${reissue(name)} below a CA that allows it, or put the lowest CA into "certificate-authority-data".`,
    }),
  ],
  [
    /^INVALID_CA$|invalid CA certificate|key usage does not include certificate signing|issuer certificate doesn't have/,
    ({ name }) => ({
      what: `the certificate of the ${name} was signed by a certificate that is not a CA`,
      remedy: `${reissue(name)} by a CA: basic constraints with CA:TRUE and, if it has a key usage, keyCertSign.`,
    }),
  ],
  [
    /(permitted|excluded) subtree violation|name constraint/,
    ({ name }) => ({
      what: `the certificate of the ${name} has a name that a CA above it may not sign for (name constraints)`,
      remedy: `${reissue(name)} with only the names that its CA may sign for.`,
    }),
  ],
  [
    tooWeak,
    ({ name }, error) => ({
      what: `${/EE/.test(tlsCode(error)) ? 'the certificate' : 'a CA above the certificate'} of the ${name} has a key or a signature that is too weak`,
      remedy: `${reissue(name)} with RSA keys of 2,048 bits or more, or ECDSA, and SHA-256.`,
    }),
  ],
  [
    /^ERR_SSL_.*ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN|REQUIRED)|ACCESS_DENIED|DECRYPT_ERROR)$/,
    ({ name, showsCertificate }, error) => ({
      kind: 'unauthorized',
      what: showsCertificate
        ? `the ${name} did not accept the client certificate (${alertOf(error)})`
        : `the ${name} wants a client certificate (${alertOf(error)}), but the kubeconfig has none`,
      remedy: showsCertificate
        ? 'Register a client certificate that its CA for clients has signed, or a token of a service account.'
        : 'Check the address: API servers take tokens, too. If this one does not, register a client certificate.',
    }),
  ],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_LAYER_FAILURE|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE|RECORD_TOO_SMALL|INVALID_)/,
    ({ name }) => ({
      what: `what answers as the ${name} does not speak TLS there`,
      remedy: 'Check the port: plain HTTP or another protocol is served there.',
    }),
  ],
  [
    /^ERR_SSL_(UNSUPPORTED_PROTOCOL|.*ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW)$/,
    ({ name }) => ({
      what: `the ${name} does not speak TLS 1.2 or newer`,
      remedy: `Let the ${name} speak TLS 1.2 or 1.3.`,
    }),
  ],
  [
    /^ERR_SSL_.*(HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_SUITABLE|INSUFFICIENT_SECURITY|WRONG_CIPHER|WRONG_SIGNATURE_TYPE)/,
    ({ name }) => ({
      what: `the ${name} and PullPass have no TLS version or cipher in common`,
      remedy: `Let the ${name} offer TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM.`,
    }),
  ],
  [
    /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|CRL_|INVALID_|HOSTNAME_MISMATCH|UNSPECIFIED )/,
    ({ name }, error) => ({
      what: `TLS with the ${name} failed (${tlsCode(error)})`,
      remedy: `See what \`kubectl version\` says of the same kubeconfig, and look at the certificate of the ${name}.`,
    }),
  ],
];

function heldNames(error: unknown): string {
  const { held = [], expected = '' } = error as { held?: readonly string[]; expected?: string };
  if (held.length === 0) return `for no name (it has no subject alternative names), and not for ${expected}`;
  const few = held.slice(0, 5).map((name) => name.replace(/[^\w.*:-]/g, '?').slice(0, 80));
  const more = held.length > few.length ? ` and ${held.length - few.length} more` : '';
  return `for ${few.join(', ')}${more}, and not for ${expected}`;
}

/** When a CA in the bundle expired: the earliest, if any has. */
function expiredIn(authority: string): Date | undefined {
  const ends = (authority.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
    .map((pem) => new X509Certificate(pem).validToDate)
    .sort((a, b) => a.getTime() - b.getTime());
  return ends[0] !== undefined && ends[0].getTime() < Date.now() ? ends[0] : undefined;
}

const alertOf = (error: unknown) =>
  tlsCode(error)
    .replace(/^.*ALERT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
