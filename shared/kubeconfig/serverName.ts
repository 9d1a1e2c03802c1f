import { isIP } from 'node:net';
import { refuse } from './refuse.ts';

/**
 * The name or address to check the certificate against. An address is not sent as SNI (RFC 6066, 3). Throws a Failure.
 *
 * @param opening see opens
 */
export function readServerName(value: string | undefined, opening: string): string | undefined {
  if (value === undefined) return undefined;
  const address = value.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 && !address.includes('%')) return address;
  const isName = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(value) && value.length <= 254;
  if (!isName)
    refuse(
      `${opening} that is neither the name of a host nor an IP address.`,
      'Give a DNS name or an address that the certificate of the API server holds.',
    );
  return value;
}
