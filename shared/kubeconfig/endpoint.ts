import { isIP } from 'node:net';
import type { Cidr } from '../network/cidr.ts';
import { addressRemedy, decideHostname } from '../network/hostname.ts';
import { opens, refuse } from './refuse.ts';

const serverRemedy =
  'Give the URL of the API server, such as https://api.example.com:6443, with an IPv6 address in brackets.';

/** What kubectl accepts as a URL with a host. URL.parse accepts more, and silently changes it. */
const withHost = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[^\]%]*\]|[^/?#@:[\]%]+)(?::\d*)?(?:[/?#]|$)/i;

/**
 * The URL of the API server, normalised. Its path stays: Rancher and others serve clusters below one. Like kubectl,
 * drops a query and a fragment.
 */
export function readServer(value: string | undefined, label: string, allowedCidrs: readonly Cidr[]): string {
  if (value === undefined) return refuse(`${label} has no "server".`, serverRemedy);
  const opening = opens(label, 'server');
  const url = readUrl(value, opening, serverRemedy);
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value))
    refuse(
      `${opening} with a user name or password in it.`,
      'Remove them from the URL: kubectl would sign in with them in place of the credential of the user.',
    );
  if (url.protocol === 'http:')
    refuse(
      `${opening} that starts with http://: the credential would travel unencrypted.`,
      'Give the https:// URL of the API server.',
    );
  if (url.protocol !== 'https:') refuse(`${opening} that does not start with https://.`, serverRemedy);
  checkHost(url, value, opening, allowedCidrs);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** No message quotes the URL: it may contain a credential. */
export function readUrl(value: string, opening: string, remedy: string): URL {
  // URL.parse would silently drop or change these.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\s\\\x00-\x1f\x7f]/.test(value))
    refuse(`${opening} with spaces, backslashes or control characters.`, remedy);
  const url = URL.parse(value);
  if (url === null || !withHost.test(value))
    return refuse(
      /^[a-z][a-z0-9+.-]*:\/\//i.test(value)
        ? `${opening} that is not a URL.`
        : `${opening} that does not start with https:// or another scheme.`,
      remedy,
    );
  if (url.port === '0') refuse(`${opening} with port 0, which nothing can listen on.`, remedy);
  return url;
}

/** Throws if PullPass may not connect to the host of the URL, which was written as `value`. */
export function checkHost(url: URL, value: string, opening: string, allowedCidrs: readonly Cidr[]): void {
  const decision = decideHostname(url.hostname, allowedCidrs);
  if (!decision.allowed)
    refuse(`${opening} whose host is refused: it is ${decision.because}.`, addressRemedy);
  // To kubectl, 127.1 and 0x7f000001 are names; to URL.parse, addresses.
  const [, written = ''] = withHost.exec(value) ?? [];
  if (isIP(bare(url.hostname)) !== 0 && isIP(bare(written.normalize('NFKC'))) === 0)
    refuse(
      `${opening} with an IP address in an unusual spelling.`,
      'Write an IPv4 address as four decimal numbers, and an IPv6 address in brackets.',
    );
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');
