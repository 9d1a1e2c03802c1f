import { defined } from '../../shared/defined.ts';

/** How a server is reached and known. PEM where it is of certificates. */
export interface Address {
  server: string;
  certificateAuthority?: string;
  tlsServerName?: string;
  proxyUrl?: string;
}

/** What is known of the ways to a cluster. */
export interface Ways {
  /** The admin's own. */
  context: Address;
  /** As flags say it: they decide. */
  given: Partial<Address>;
  /** OpenShift's own names of its API server. */
  named: readonly string[];
}

/**
 * The addresses at which the workers may find the API server, in the order in which they are tried; each first with
 * the public CAs: a CA that is left out cannot go stale when a public certificate is replaced. The context's name and CA
 * are tried for every address of the same cluster. A context's proxy is of the admin's machine, and never taken over.
 */
export function addressesOf({ context, given, named }: Ways): Address[] {
  const servers =
    given.server === undefined ? [...new Set([context.server, ...named].map(plain))] : [plain(given.server)];
  const authorities =
    given.certificateAuthority === undefined
      ? [...new Set([undefined, context.certificateAuthority])]
      : [given.certificateAuthority];
  return servers.flatMap((server) => {
    const tlsServerName =
      given.tlsServerName ?? (server === plain(context.server) ? context.tlsServerName : undefined);
    return authorities.map((certificateAuthority) =>
      defined({ server, certificateAuthority, tlsServerName, proxyUrl: given.proxyUrl }),
    );
  });
}

const plain = (url: string) => url.replace(/\/$/, '');
