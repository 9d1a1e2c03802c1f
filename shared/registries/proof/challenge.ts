/** How a registry wants to be signed in to. */
export type Challenge = { scheme: 'basic' } | { scheme: 'bearer'; tokenUrl: string };

/**
 * Reads a WWW-Authenticate header; undefined where it asks for nothing that is known, or for a token from a place that
 * is not https.
 * Source: https://distribution.github.io/distribution/spec/auth/token/
 */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return { scheme: 'basic' };
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const { realm, service, scope } = parametersIn(rest);
  const url = URL.parse(realm ?? '');
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (service !== undefined) url.searchParams.set('service', service);
  if (scope !== undefined) url.searchParams.set('scope', scope);
  return { scheme: 'bearer', tokenUrl: url.href };
}

function parametersIn(text: string): Record<string, string | undefined> {
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value]) => [name.toLowerCase(), value]));
}
