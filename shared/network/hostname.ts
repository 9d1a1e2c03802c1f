import { Failure } from '../failure.ts';
import type { Cidr } from './cidr.ts';
import { decideAddress } from './decideAddress.ts';
import { type AddressDecision, allowed, forbidden } from './decision.ts';
import { readLiteral } from './literal.ts';

/** Names that everywhere stand for a forbidden address: the name's ending, and the addresses. */
const namesOfAddresses: readonly (readonly [name: RegExp, addresses: readonly string[]])[] = [
  [/(^|\.)localhost$/, ['127.0.0.1', '::1']], // RFC 6761
  [/^(localhost[46]?\.localdomain[46]?|localhost[46]|ip6-(localhost|loopback))$/, ['127.0.0.1', '::1']],
  [/^metadata(\.google\.internal|\.goog)?$/, ['169.254.169.254']],
  [/^instance-data(\.ec2\.internal)?$/, ['169.254.169.254']],
];

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

export const addressRemedy =
  'Register the address at which the API server can be reached from the network that PullPass runs in. If ' +
  'this address is meant, deploy PullPass with its range in the parameter allowedCidrs (ALLOWED_CIDRS).';

/**
 * Decides on the host of a URL: a literal address by the address rule, a name by the address it always has. Any other
 * name is allowed here; what it resolves to is checked when the connection is made.
 */
export function decideHostname(hostname: string, allowedCidrs: readonly Cidr[]): AddressDecision {
  if (readLiteral(hostname) !== undefined) return decideAddress(hostname, allowedCidrs);

  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name.length > 253 || !name.split('.').every((part) => label.test(part)))
    return forbidden('neither an IP address nor the name of a host');
  const [, addresses = []] = namesOfAddresses.find(([pattern]) => pattern.test(name)) ?? [];
  const decisions = addresses.map((address) => decideAddress(address, allowedCidrs));
  return decisions.some((decision) => decision.allowed) ? allowed : (decisions[0] ?? allowed);
}

/**
 * Throws a Failure 'kubeconfig' if PullPass may not connect to the host of a URL. Call it for the server and the proxy
 * before connecting, and use `guardedLookup` for the connection too: Node calls no `lookup` for a literal address, and
 * a proxy resolves names itself.
 */
export function checkHostname(hostname: string, allowedCidrs: readonly Cidr[]): void {
  const decision = decideHostname(hostname, allowedCidrs);
  if (!decision.allowed)
    throw new Failure(
      'kubeconfig',
      `The address ${JSON.stringify(hostname.slice(0, 80))} is refused: it is ${decision.because}.`,
      { remedy: addressRemedy },
    );
}
