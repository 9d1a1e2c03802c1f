import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Failure } from '../failure.ts';
import { errorCode } from './networkFailures.ts';

/**
 * What the Go clients of Kubernetes accept: any certificate in the CA bundle as an anchor, including intermediate and
 * pinned ones; RSA keys from 1,024 bits (OpenSSL's level 1); TLS 1.2 only with ephemeral keys.
 * Source: https://pkg.go.dev/crypto/x509#VerifyOptions and https://pkg.go.dev/crypto/tls#CipherSuites
 */
const asKubectl = {
  allowPartialTrustChain: true,
  minVersion: 'TLSv1.2',
  ciphers: [
    ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
    ...['ECDHE+AESGCM', 'ECDHE+CHACHA20', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'],
    ...['ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA', '@SECLEVEL=1'],
  ].join(':'),
} as const;

/** About 10 kB each. All public endpoints share the one with the public roots; most others have their own CA. */
const most = 200;

const kept = new Map<string, SecureContext>();

/**
 * The TLS context shared by all connections that trust this CA bundle (PEM; absent: the public roots) and sign in by
 * token. Making one takes a tenth of the CPU of a push. It holds only what is trusted: no client key (so there is no
 * parameter for one) and no session (Node keeps those with each connection pool).
 */
export function sharedContext(certificateAuthority: string | undefined): SecureContext {
  return keep(`only ${certificateAuthority}`, () =>
    createSecureContext({ ...asKubectl, ca: certificateAuthority }),
  );
}

/** The TLS context of one client that signs in by certificate; never shared. Throws a Failure if OpenSSL refuses it. */
export function clientContext(
  certificateAuthority: string | undefined,
  { clientCertificate: cert, clientKey: key }: { clientCertificate: string; clientKey: string },
): SecureContext {
  try {
    return createSecureContext({ ...asKubectl, ca: certificateAuthority, cert, key });
  } catch (error) {
    throw new Failure(
      'kubeconfig',
      `The client certificate of the kubeconfig cannot be used for TLS (${errorCode(error)}).`,
      {
        remedy:
          'Register one with an RSA key of 2,048 bits or more, or an ECDSA key, or a token of a service account.',
      },
    );
  }
}

/**
 * For an https proxy: the public roots plus the kubeconfig's CAs. kubectl accepts only the latter, although they belong
 * to the cluster; a proxy that also serves others has a public certificate.
 */
export function proxyContext(certificateAuthority: string | undefined): SecureContext {
  if (certificateAuthority === undefined) return sharedContext(undefined);
  return keep(`also ${certificateAuthority}`, () =>
    createSecureContext({ ...asKubectl, ca: [...getCACertificates('default'), certificateAuthority] }),
  );
}

function keep(key: string, make: () => SecureContext): SecureContext {
  const context = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, context);
  const [longestUnused = ''] = kept.keys();
  if (kept.size > most) kept.delete(longestUnused);
  return context;
}
