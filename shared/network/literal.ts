import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Reads an IP address in any spelling that a resolver or a URL accepts: `127.1`, `0x7f000001`, `2130706433`,
 * `0177.0.0.1`, full-width digits, brackets, a zone id, a trailing dot. Uses the WHATWG URL parser, because that also
 * decides where a URL's connection goes. Undefined for names.
 */
export function readLiteral(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = address.replace(/^\[([^\]]*)\]$/, '$1').replace(/%.*$/s, '');
  if (isIP(bare) !== 0 && !bare.includes('.')) return ipaddr.parse(bare);
  if (bare === '' || /[\s/\\?#@[\]]/.test(bare)) return undefined;
  const url = URL.parse(bare.includes(':') ? `http://[${bare}]` : `http://${bare}`);
  const canonical = url?.hostname.replace(/^\[(.*)\]$/, '$1');
  return canonical !== undefined && isIP(canonical) !== 0 ? ipaddr.parse(canonical) : undefined;
}
