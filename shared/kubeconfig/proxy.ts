import type { Cidr } from '../network/cidr.ts';
import { checkHost, readUrl } from './endpoint.ts';
import { refuse } from './refuse.ts';

const proxyRemedy =
  'Give the proxy as http://host:port or https://host:port; a sign-in as http://user:password@host:port.';

/**
 * The normalised URL of the proxy, and the user and password for it; undefined if there is no proxy. Like kubectl,
 * drops a path: CONNECT has no use for it.
 *
 * @param opening see opens
 */
export function readProxy(
  value: string | undefined,
  opening: string,
  allowedCidrs: readonly Cidr[],
): string | undefined {
  if (value === undefined) return undefined;
  const url = readUrl(value, opening, proxyRemedy);
  if (/^socks/.test(url.protocol))
    refuse(
      `${opening} of SOCKS; PullPass speaks to HTTP proxies only.`,
      'Give an HTTP proxy that supports CONNECT as http://host:port, or put PullPass into the network of the cluster (docs/networks.md).',
    );
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    refuse(`${opening} that is neither http:// nor https://.`, proxyRemedy);
  checkHost(url, value, opening, allowedCidrs);
  if (!isDecodable(url.username) || !isDecodable(url.password))
    refuse(
      `${opening} whose user or password has a % that stands for no character.`,
      'Write it as %25, and every other character outside of letters and digits as % and its two hexadecimal digits.',
    );
  const signIn = url.username === '' && url.password === '' ? '' : `${url.username}:${url.password}@`;
  return `${url.protocol}//${signIn}${url.host}`;
}

function isDecodable(text: string): boolean {
  try {
    // They become a header.
    return !/\p{Cc}/u.test(decodeURIComponent(text));
  } catch {
    return false;
  }
}
