/** How a registry wants to be signed in to. */
export type Challenge = { scheme: 'basic' } | { scheme: 'bearer'; tokenUrl: string };

/**
 * Reads a WWW-Authenticate header; undefined if it asks for nothing that is known, or for a token from a place that
 * is not https. Of several challenges, the first counts. A token is asked for without the scope of the challenge, as
 * clients ask that sign in: at /v2/, that of some registries is an example's, which a good credential may not have.
 * Sources: https://distribution.github.io/distribution/spec/auth/token/ and
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
