import type { Cidr } from './cidr.ts';
import { addressRemedy, decideHostname } from './hostname.ts';
import { refuse } from './refuse.ts';

const serverRemedy = 'Give the URL of the API server, such as https://api.example.com:6443.';
const proxyRemedy = 'Give the proxy as http://host:port or https://host:port, without credentials.';

/** The URL of the API server, normalised, with its path (Rancher and others serve clusters below one). */
export function readServer(value: string | undefined, label: string, allowedCidrs: readonly Cidr[]): string {
  if (value === undefined) return refuse(`${label} has no "server".`, serverRemedy);
  const url = readUrl(value, label, 'server', serverRemedy);
  if (url.protocol === 'http:')
    refuse(
      `${label} has a "server" that starts with http://: the credential would travel unencrypted.`,
      'Give the https:// URL of the API server.',
    );
  if (url.protocol !== 'https:')
    refuse(`${label} has a "server" that does not start with https://.`, serverRemedy);
  checkHost(url, label, 'server', allowedCidrs);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The URL of the proxy, normalised; undefined where there is none. */
export function readProxy(
  value: string | undefined,
  label: string,
  allowedCidrs: readonly Cidr[],
): string | undefined {
  if (value === undefined) return undefined;
  const url = readUrl(value, label, 'proxy-url', proxyRemedy);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    refuse(`${label} has a "proxy-url" that is neither http:// nor https://.`, proxyRemedy);
  if (url.pathname !== '/') refuse(`${label} has a "proxy-url" with a path.`, proxyRemedy);
  checkHost(url, label, 'proxy-url', allowedCidrs);
  return url.origin;
}

/** No message quotes the URL: a credential may stand in it. */
function readUrl(value: string, label: string, field: string, remedy: string): URL {
  // URL.parse would drop or turn these in silence.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\s\\\x00-\x1f\x7f]/.test(value))
    refuse(`${label} has a "${field}" with spaces, backslashes or control characters.`, remedy);
  const url = URL.parse(value);
  if (url === null) return refuse(`${label} has a "${field}" that is not a URL.`, remedy);
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value))
    refuse(
      `${label} has a "${field}" with a user name or password in it.`,
      'Remove them from the URL: they would be sent, logged and stored as part of an address.',
    );
  if (/[?#]/.test(value)) refuse(`${label} has a "${field}" with a query or fragment.`, remedy);
  if (url.port === '0') refuse(`${label} has a "${field}" with port 0, which nothing can listen on.`, remedy);
  return url;
}

function checkHost(url: URL, label: string, field: string, allowedCidrs: readonly Cidr[]): void {
  const decision = decideHostname(url.hostname, allowedCidrs);
  if (!decision.allowed)
    refuse(`${label} has a "${field}" whose host is refused: it is ${decision.because}.`, addressRemedy);
}
