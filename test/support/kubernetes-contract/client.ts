import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

/** An answer of the API, read completely. */
export interface ApiAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json<Body = Record<string, unknown>>(): Body;
}

export interface ApiCall {
  body?: unknown;
  contentType?: string;
  accept?: string;
  userAgent?: string;
}

export const jsonPatch = 'application/json-patch+json';
export const mergePatch = 'application/merge-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

/** Plain node:https, so that the contract does not depend on the client that PullPass uses. */
export class ApiClient {
  readonly #agent: Agent;
  readonly #server: string;
  readonly #token: string | undefined;

  constructor(server: string, ca: string, token?: string) {
    this.#server = server;
    this.#token = token;
    this.#agent = new Agent({ ca, keepAlive: true });
  }

  call(
    method: string,
    path: string,
    { body, contentType, accept, userAgent }: ApiCall = {},
  ): Promise<ApiAnswer> {
    const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const headers: Record<string, string> = {
      accept: accept ?? 'application/json',
      'user-agent': userAgent ?? 'contract/1.0',
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(sent === undefined
        ? {}
        : {
            'content-type': contentType ?? 'application/json',
            // Otherwise Node sends a DELETE's body without its length.
            'content-length': String(Buffer.byteLength(sent)),
          }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.#server}${path}`,
        { method, agent: this.#agent, headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const json = <Body>() => JSON.parse(text) as Body;
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(sent);
    });
  }

  get(path: string, options: ApiCall = {}) {
    return this.call('GET', path, options);
  }

  post(path: string, body: unknown, options: ApiCall = {}) {
    return this.call('POST', path, { ...options, body });
  }

  put(path: string, body: unknown, options: ApiCall = {}) {
    return this.call('PUT', path, { ...options, body });
  }

  patch(path: string, contentType: string, body: unknown, options: ApiCall = {}) {
    return this.call('PATCH', path, { ...options, contentType, body });
  }

  delete(path: string, body?: unknown, options: ApiCall = {}) {
    return this.call('DELETE', path, { ...options, ...(body === undefined ? {} : { body }) });
  }

  /** Server-side apply of an object, as JSON (which is YAML). */
  apply(path: string, fieldManager: string, body: unknown, options: ApiCall & { force?: boolean } = {}) {
    const query = `fieldManager=${fieldManager}${options.force ? '&force=true' : ''}`;
    return this.patch(`${path}${path.includes('?') ? '&' : '?'}${query}`, applyPatch, body, options);
  }

  close(): void {
    this.#agent.destroy();
  }
}
