import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildQueryString, HttpResponse } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import { type Answer, type Asked, Exchange } from './exchange.ts';

/**
 * Hands the requests of an SDK's client to a server of this process, and its answers back, without sockets and HTTP's
 * parsers: they took more than half of the CPU time of a call. What a cut connection looks like, and one that is refused,
 * is as NodeHttpHandler reports it.
 */
export class InProcessHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #server: Server;
  /** Kept: each look is a system call. */
  #port: number | undefined;
  /** Each breaks off a request that waits for its answer. */
  readonly #waiting = new Set<() => void>();

  constructor(server: Server) {
    this.#server = server;
    // Each client of a test has a handler.
    server.setMaxListeners(0);
    server.once('close', () => this.destroy());
  }

  handle(request: HttpRequest, options: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const abortSignal = options.abortSignal as AbortSignal | undefined;
    if (abortSignal?.aborted) return Promise.reject(aborted());
    if (!this.#server.listening) return Promise.reject(networkError('ECONNREFUSED', 'connect ECONNREFUSED'));
    this.#port ??= (this.#server.address() as AddressInfo).port;
    const asked = askedOf(request, this.#port);
    return new Promise((resolve, reject) => {
      const end = (answer: Answer | Error) => {
        this.#waiting.delete(cut);
        abortSignal?.removeEventListener('abort', abort);
        if (answer instanceof Error) reject(answer);
        else
          resolve({
            response: new HttpResponse({
              statusCode: answer.status,
              headers: answer.headers,
              body: answer.body,
            }),
          });
      };
      const exchange = new Exchange(asked, (answer) =>
        end(answer ?? networkError('ECONNRESET', 'read ECONNRESET')),
      );
      const breakOff = (error: Error) => {
        exchange.close();
        end(error);
      };
      const cut = () => breakOff(networkError('ECONNRESET', 'socket hang up'));
      const abort = () => breakOff(aborted());
      this.#waiting.add(cut);
      abortSignal?.addEventListener('abort', abort);
      this.#server.emit('request', exchange.request, exchange.response);
    });
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  /** Cuts what waits. */
  destroy(): void {
    for (const cut of this.#waiting) cut();
  }
}

function askedOf({ method, path, query, headers, body }: HttpRequest, port: number): Asked {
  const search = buildQueryString(query ?? {});
  return {
    method,
    url: search === '' ? path : `${path}?${search}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: bytesOf(body),
    port,
  };
}

/** The SDK's codecs give bytes that warn if they are taken for a string. */
function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return Buffer.from((body as string | undefined) ?? '');
}

function networkError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function aborted(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
