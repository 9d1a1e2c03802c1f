import http, { type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { InProcessRequest, type RequestOptions } from './clientRequest.ts';

type Given = Partial<RequestOptions> & { host?: string; port?: number | string };

/**
 * From now on, requests of this process to these servers are handed over without sockets and HTTP's parsers, which take
 * more than half of the CPU time of a call; the caller keeps its own handler, with all its time limits. The returned
 * function ends this.
 */
export function replaceHttpRequest(servers: Iterable<Server>): () => void {
  const by = new Map<number, Server>();
  for (const server of servers) {
    by.set((server.address() as AddressInfo).port, server);
    // Each request that waits listens for its end.
    server.setMaxListeners(0);
  }
  const real = http.request;
  const replaced = (...given: unknown[]) => {
    const asked = readArguments(given);
    const port = Number(asked.port);
    const server = asked.host === '127.0.0.1' ? by.get(port) : undefined;
    if (server === undefined) return (real as (...all: unknown[]) => unknown)(...given);
    const { method = 'GET', path = '/', headers = {} } = asked;
    const request = new InProcessRequest(server, port, { method, path, headers });
    const onResponse = given.at(-1);
    if (typeof onResponse === 'function') request.once('response', onResponse as () => void);
    return request;
  };
  take(replaced as unknown as typeof http.request);
  return () => take(real);
}

function take(request: typeof http.request): void {
  http.request = request;
  // Code that imported it by name calls this one from now on.
  syncBuiltinESMExports();
}

/** `request(url, options)` or `request(options)`. */
function readArguments([first, second]: readonly unknown[]): Given {
  if (typeof first !== 'string' && !(first instanceof URL)) return first as Given;
  const { hostname, port, pathname, search } = new URL(first);
  return { host: hostname, port, path: pathname + search, ...(second as Given) };
}
