/** A request as an operator would look for it: the server's host, the method and the path. */
export interface RequestName {
  host: string;
  method: string;
  path: string;
}

/** `GET /api/v1/namespaces at api.example.com:6443` */
export function describe({ host, method, path }: RequestName): string {
  return `${method} ${path} at ${host}`;
}

/** The parts of a path, for the paths that PullPass uses: `/api/v1/namespaces/payments/secrets/ecr-credentials`. */
export function objectOf({ path }: Pick<RequestName, 'path'>): {
  namespace?: string;
  resource?: string;
  name?: string;
} {
  const [, namespace, resource, name] =
    /^\/api\/v1\/namespaces\/([^/]+)\/(secrets|serviceaccounts)\/([^/]+)$/.exec(path) ?? [];
  return namespace === undefined || resource === undefined || name === undefined
    ? {}
    : { namespace, resource, name };
}
