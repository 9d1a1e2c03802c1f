/** What a request is about, in the terms of the API server's RequestInfo. */
export interface ResourceRoute {
  kind: 'resource';
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

interface PathRoute {
  kind: 'path';
  verb: string;
  path: string;
}

export type Route = ResourceRoute | PathRoute;

const namespaceSubresources = new Set(['status', 'finalize']);

/** Reads method and path; does not know which resources exist. */
export function routeOf(method: string, path: string): Route {
  const plain: PathRoute = { kind: 'path', verb: method.toLowerCase(), path };
  const parts = path.split('/').filter(Boolean).map(decode);
  const isCore = parts[0] === 'api';
  const isGroup = parts[0] === 'apis';
  if ((!isCore || parts.length < 3) && (!isGroup || parts.length < 4)) return plain;

  const group = isCore ? '' : (parts[1] ?? '');
  const version = (isCore ? parts[1] : parts[2]) ?? '';
  let rest = parts.slice(isCore ? 2 : 3);
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = rest[1] ?? '';
    if (rest.length > 2 && !namespaceSubresources.has(rest[2] ?? '')) rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  const verb = verbOf(method, name);
  return { kind: 'resource', verb, group, version, resource, subresource, namespace, name };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function verbOf(method: string, name: string): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return name ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name ? 'delete' : 'deletecollection';
    default:
      return '';
  }
}
