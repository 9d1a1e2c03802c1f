/** How a registry wants clients to sign in. */
export type Challenge = { scheme: 'basic' } | { scheme: 'bearer'; tokenUrl: string };

/**
 * Reads a WWW-Authenticate header. Undefined if it has no known scheme, or names a token URL that is not https. The
 * first of several challenges counts. Like clients that sign in, requests a token without the challenge's scope: at
 * /v2/, some registries name an example's scope, to which a good credential may have no right. Sources:
 * https://distribution.github.io/distribution/spec/auth/token/ and
 * https://github.com/containers/image/blob/main/docker/docker_client.go (getBearerToken),
 * https://github.com/cloudflare/serverless-registry/issues/148
 */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return { scheme: 'basic' };
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const { realm, service } = parametersIn(rest);
  const url = URL.parse(realm ?? '');
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (service !== undefined) url.searchParams.set('service', service);
  return { scheme: 'bearer', tokenUrl: url.href };
}

function parametersIn(text: string): Record<string, string | undefined> {
  const pairs = [...text.matchAll(/\b(\w+)="([^"]*)"/g)].reverse();
  return Object.fromEntries(pairs.map(([, name = '', value]) => [name.toLowerCase(), value]));
}
