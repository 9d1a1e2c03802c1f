import { createSecureContext, type SecureContext } from 'node:tls';

/** About 10 kB each. Public endpoints all need the one with the public roots; most others have a CA of their own. */
const most = 200;

const kept = new Map<string | undefined, SecureContext>();

/**
 * The TLS context of everybody who trusts this CA bundle (PEM; absent: the public roots) and signs in by token.
 * Making one takes a tenth of the CPU of a push. It holds what is trusted and nothing else: no client key, which
 * is why there is no parameter for one, and no session, since Node keeps those with each pool of connections.
 */
export function sharedContext(certificateAuthority: string | undefined): SecureContext {
  const context = kept.get(certificateAuthority) ?? createSecureContext({ ca: certificateAuthority });
  kept.delete(certificateAuthority);
  kept.set(certificateAuthority, context);
  const [longestUnused] = kept.keys();
  if (kept.size > most) kept.delete(longestUnused);
  return context;
}
