/** The parts of a URL as Go's net/url has them. */
export interface GoUrl {
  scheme: string;
  /** What follows the colon of a scheme, where that is no slash. */
  opaque: string;
  host: string;
  path: string;
}

/**
 * Parses as Go does what has no user, query or fragment; undefined if Go gives an error. Node's URL knows neither
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

/** What Go's URL.String gives. */
export function textOf({ scheme, opaque, host, path }: GoUrl): string {
  const before = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') return before + opaque;
  return `${before}${scheme !== '' || host !== '' ? `//${host}` : ''}${path}`;
}
