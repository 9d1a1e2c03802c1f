import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A range of IP addresses. */
export interface Cidr {
  /** As it was written. */
  readonly text: string;
  readonly network: ipaddr.IPv4 | ipaddr.IPv6;
  /** Length of the prefix. */
  readonly bits: number;
}

/** Whether the range contains the address, of either family. */
export function contains(cidr: Cidr, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return cidr.network.kind() === address.kind() && address.match([cidr.network, cidr.bits] as never);
}

/** One range, such as `10.0.0.0/8` or `fd00::/8`. Throws an Error that says what was expected. */
export function parseCidr(text: string): Cidr {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix))
    throw new Error(`${JSON.stringify(text)} is not a range of addresses; expected one such as 10.1.0.0/16.`);
  const bits = Number(prefix);
  const most = family === 4 ? 32 : 128;
  if (bits < 1 || bits > most)
    throw new Error(`${JSON.stringify(text)} has a prefix of ${bits}; expected 1 to ${most}.`);

  const network = ipaddr.parse(address);
  const kind = network.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = kind.networkAddressFromCIDR(text).toString();
  if (first !== network.toString())
    throw new Error(`${JSON.stringify(text)} starts inside its range; expected ${first}/${bits}.`);
  return { text, network, bits };
}

/** ALLOWED_CIDRS: ranges separated by commas; may be empty. Throws an Error that names the setting. */
export function parseCidrs(text: string): readonly Cidr[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length === 1 && parts[0] === '') return [];
  try {
    return parts.map(parseCidr);
  } catch (error) {
    throw new Error(`ALLOWED_CIDRS: ${(error as Error).message}`);
  }
}
