/** The parts of a URL as in Go's net/url. */
export interface GoUrl {
  scheme: string;
  /** What follows a scheme's colon, unless that is a slash. */
  opaque: string;
  host: string;
  path: string;
}

/**
 * Parses a URL without user, query and fragment like Go; undefined if Go reports an error. Node's URL knows neither
 * opaque parts nor URLs without a scheme.
 * Source: https://pkg.go.dev/net/url#Parse, and its source (getScheme, parse)
 */
export function parseGoUrl(text: string): GoUrl | undefined {
  if (text.startsWith(':')) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1);
  const parts = { scheme: scheme?.toLowerCase() ?? '', opaque: '', host: '' };
  if (!rest.startsWith('/')) {
    if (scheme !== undefined) return { ...parts, opaque: rest, path: '' };
    const [first = ''] = rest.split('/');
    return first.includes(':') ? undefined : { ...parts, path: rest };
  }
  if (!rest.startsWith('//')) return { ...parts, path: rest };
  const [host = ''] = rest.slice(2).split('/');
  if (/:[^:]*\D[^:]*$/.test(host)) return undefined;
  return { ...parts, host, path: rest.slice(2 + host.length) };
}

/** The result of Go's URL.String. */
export function textOf({ scheme, opaque, host, path }: GoUrl): string {
  const before = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') return before + opaque;
  return `${before}${scheme !== '' || host !== '' ? `//${host}` : ''}${path}`;
}
