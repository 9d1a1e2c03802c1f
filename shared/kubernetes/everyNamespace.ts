import type { RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';

/** The parts of a generated request that the transport reads. */
export type Sendable = Pick<RequestContext, 'getUrl' | 'getHttpMethod' | 'getHeaders' | 'getBody'>;

/** A valid namespace name that occurs in no other part of a URL. */
const placeholder = 'namespace-goes-here-5f1c2d';

/**
 * A request that is the same in every namespace. The generated client makes it only once, since making it again for
 * each of a thousand namespaces takes as much CPU as sending it. `make` gets a placeholder for the namespace.
 */
export async function everyNamespace(
  make: (namespace: string) => Promise<RequestContext>,
): Promise<(namespace: string, body: string) => Sendable> {
  const made = await make(placeholder);
  const [before = '', after = '', ...more] = made.getUrl().split(placeholder);
  if (more.length > 0) throw new Error('the namespace stands more than once in the URL of a request');
  const method = made.getHttpMethod();
  const headers = made.getHeaders();
  return (namespace, body) => {
    const url = before + encodeURIComponent(namespace) + after;
    return {
      getUrl: () => url,
      getHttpMethod: () => method,
      getHeaders: () => headers,
      getBody: () => body,
    };
  };
}
