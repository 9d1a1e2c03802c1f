import ipaddr from 'ipaddr.js';
import { type Cidr, contains, parseCidr } from './cidr.ts';
import { type AddressDecision, allowed, forbidden } from './decision.ts';
import { readLiteral } from './literal.ts';

type Rule = readonly [range: () => Cidr, because: string];
const rule = (range: string, because: string): Rule => [onFirstUse(range), because];

/** Parsing all 25 ranges takes a tenth of a function's cold start, so each is parsed when it is first needed. */
function onFirstUse(text: string): () => Cidr {
  let range: Cidr | undefined;
  return () => (range ??= parseCidr(text));
}

const metadata = 'the metadata service of a cloud';
const loopback = 'a loopback address';
const linkLocal = 'a link-local address';
const multicast = 'a multicast address';
const unspecified = 'an unspecified address';

/** The first matching rule decides. Metadata addresses come first, so that the error calls them that. */
const rules: readonly Rule[] = [
  rule('169.254.169.254/32', metadata), // AWS, Azure, Google, Oracle and others
  rule('169.254.170.2/32', metadata), // AWS ECS task credentials
  rule('169.254.170.23/32', metadata), // AWS EKS pod identity
  rule('168.63.129.16/32', metadata), // Azure WireServer
  rule('100.100.100.200/32', metadata), // Alibaba Cloud
  rule('192.0.0.192/32', metadata), // Oracle Cloud, classic
  rule('fd00:ec2::/32', metadata), // AWS: instance metadata (::254), pod identity (::23), DNS, time
  rule('fd20:ce::254/128', metadata), // Google
  rule('fd00:c1::a9fe:a9fe/128', metadata), // Oracle Cloud
  rule('0.0.0.0/8', unspecified), // RFC 1122: "this host on this network"; Linux connects it to loopback
  rule('127.0.0.0/8', loopback),
  rule('169.254.0.0/16', linkLocal),
  rule('224.0.0.0/4', multicast),
  rule('255.255.255.255/32', 'the broadcast address'),
  rule('::/128', unspecified),
  rule('::1/128', loopback),
  rule('fe80::/10', linkLocal),
  rule('ff00::/8', multicast),
  // If nobody can say which IPv4 address is inside, the whole range is refused.
  rule('64:ff9b:1::/48', 'an address for local translation to IPv4 (RFC 8215)'),
  rule('2001::/32', 'a Teredo address (RFC 4380)'),
];

/**
 * IPv6 ranges with an IPv4 address inside, to which the packets finally go: the range, and the address's first octet.
 */
const embeddings: readonly (readonly [range: () => Cidr, octet: number, name: string])[] = [
  [onFirstUse('::ffff:0:0/96'), 12, 'IPv4-mapped'], // RFC 4291
  [onFirstUse('::ffff:0:0:0/96'), 12, 'IPv4-translated'], // RFC 2765
  [onFirstUse('64:ff9b::/96'), 12, 'NAT64'], // RFC 6052
  [onFirstUse('2002::/16'), 2, '6to4'], // RFC 3056
  [onFirstUse('::/96'), 12, 'IPv4-compatible'], // RFC 4291, deprecated
];

/** ISATAP (RFC 5214): an interface identifier of 0000:5efe or 0200:5efe, followed by the IPv4 address. */
const isIsatap = (octets: readonly number[]) =>
  ((octets[8] ?? 0) & 0xfd) === 0 && octets[9] === 0 && octets[10] === 0x5e && octets[11] === 0xfe;

function embedded(address: ipaddr.IPv6): { address: ipaddr.IPv4; name: string } | undefined {
  const octets = address.toByteArray();
  const found = embeddings.find(([range]) => contains(range(), address));
  if (found === undefined && !isIsatap(octets)) return undefined;
  const [, octet, name] = found ?? [undefined, 12, 'ISATAP'];
  return { address: new ipaddr.IPv4(octets.slice(octet, octet + 4)), name };
}

/**
 * Whether PullPass may connect to a literal IP address, in any spelling. Private ranges (RFC 1918, RFC 6598, RFC 4193)
 * are allowed: private clusters live there. `allowedCidrs` are allowed in any case.
 */
export function decideAddress(address: string, allowedCidrs: readonly Cidr[]): AddressDecision {
  const literal = readLiteral(address);
  return literal === undefined ? forbidden('not an IP address') : decide(literal, allowedCidrs);
}

function decide(address: ipaddr.IPv4 | ipaddr.IPv6, allowedCidrs: readonly Cidr[]): AddressDecision {
  if (allowedCidrs.some((range) => contains(range, address))) return allowed;
  const [, because] = rules.find(([range]) => contains(range(), address)) ?? [];
  if (because !== undefined) return forbidden(because);

  const inner = address instanceof ipaddr.IPv6 ? embedded(address) : undefined;
  if (inner === undefined) return allowed;
  const decision = decide(inner.address, allowedCidrs);
  return decision.allowed ? decision : forbidden(`${decision.because} (as ${inner.name} ${inner.address})`);
}
