import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** About 10 kB each. Public endpoints all need the one with the public roots; most others have a CA of their own. */
const most = 200;

const kept = new Map<string, SecureContext>();

/**
 * The TLS context of everybody who trusts this CA bundle (PEM; absent: the public roots) and signs in by token.
 * Making one takes a tenth of the CPU of a push. It holds what is trusted and nothing else: no client key, which
 * is why there is no parameter for one, and no session, since Node keeps those with each pool of connections.
 */
export function sharedContext(certificateAuthority: string | undefined): SecureContext {
  return keep(`only ${certificateAuthority}`, () => createSecureContext({ ca: certificateAuthority }));
}

/**
 * For an https proxy: the public roots and the kubeconfig's CAs. kubectl takes a proxy's certificate from the latter
 * only, though they are the cluster's: a proxy that also serves others has a public certificate.
 */
export function proxyContext(certificateAuthority: string | undefined): SecureContext {
  if (certificateAuthority === undefined) return sharedContext(undefined);
  return keep(`also ${certificateAuthority}`, () =>
    createSecureContext({ ca: [...getCACertificates('default'), certificateAuthority] }),
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
