import { defined } from '../../shared/defined.ts';

/** How to reach and verify a server. Certificates are PEM. */
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
  /** From flags; these take precedence. */
  given: Partial<Address>;
  /** OpenShift's own names for its API server. */
  named: readonly string[];
}

/**
 * The addresses at which workers may find the API server, in the order to try them. Each is first tried with the public
 * CAs: a CA that is left out cannot become outdated when a public certificate is replaced. The context's name and CA
 * are tried for every address of the same cluster. A context's proxy belongs to the admin's machine, and is never used.
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
