import type { IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import {
  type HttpLibrary,
  type RequestContext,
  ResponseContext,
} from '@kubernetes/client-node/dist/gen/http/http.js';
import { from, type Observable } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import type { Failure } from '../failure.ts';
import {
  ApiStatusFailure,
  networkFailure,
  parseStatus,
  type RequestName,
  timeoutFailure,
} from './failures.ts';
import { decideRetry } from './retry.ts';

export interface HttpOptions {
  agent: Agent;
  /** Milliseconds that one request may take, from connect to the last byte. */
  requestTimeout: number;
  /** Epoch milliseconds after which nothing is sent any more. */
  deadline: number;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Takes credentials out of text that the server sent. */
  scrub: (text: string) => string;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

type Attempt =
  | { answer: Answer }
  | { failure: Failure; reusedConnection: boolean; retryAfter: string | undefined };

const largestBody = 32 * 1024 * 1024;

/**
 * The transport behind the generated Kubernetes API: keep-alive connections, a time limit per request,
 * and bounded retries. Every outcome but a 2xx leaves as a Failure.
 */
export class KeepAliveHttp implements HttpLibrary {
  private readonly options: HttpOptions;

  constructor(options: HttpOptions) {
    this.options = options;
  }

  send(request: RequestContext): Observable<ResponseContext> {
    return from(this.sendWithRetries(request)) as Observable<ResponseContext>;
  }

  private async sendWithRetries(request: RequestContext): Promise<ResponseContext> {
    const { now, random, sleep, deadline } = this.options;
    for (let attempts = 1; ; attempts++) {
      const tried = await this.attempt(request);
      if ('answer' in tried) return toResponse(tried.answer);
      const verdict = decideRetry({
        failure: tried.failure,
        attempts,
        retryAfter: tried.retryAfter,
        reusedConnection: tried.reusedConnection,
        remaining: deadline - now(),
        now: now(),
        random,
      });
      if (!verdict.retry) throw tried.failure;
      if (verdict.afterMilliseconds > 0) await sleep(verdict.afterMilliseconds);
    }
  }

  private async attempt(request: RequestContext): Promise<Attempt> {
    const url = new URL(request.getUrl());
    const name: RequestName = { host: url.host, method: request.getHttpMethod(), path: url.pathname };
    const remaining = this.options.deadline - this.options.now();
    if (remaining <= 0) return failed(timeoutFailure(name, 0, 'cluster'));

    const limit = Math.min(this.options.requestTimeout, remaining);
    const connection = { reused: false };
    try {
      const answer = await this.exchange(url, request, limit, name, connection);
      if (answer.status >= 200 && answer.status < 300) return { answer };
      const details = parseStatus(answer.body, this.options.scrub);
      const failure = new ApiStatusFailure(answer.status, details, name);
      return failed(failure, connection.reused, answer.headers['retry-after']);
    } catch (error) {
      return failed(networkFailure(error, name), connection.reused);
    }
  }

  private exchange(
    url: URL,
    request: RequestContext,
    limit: number,
    name: RequestName,
    connection: { reused: boolean },
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const body = request.getBody() as string | undefined;
      const headers: Record<string, string | number> = { ...request.getHeaders() };
      if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body);
      const outgoing = httpsRequest(url, { method: name.method, headers, agent: this.options.agent });
      const timer = setTimeout(() => outgoing.destroy(timeoutFailure(name, limit, 'request')), limit);
      const settle = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      outgoing.on('error', (error) => settle(() => reject(error)));
      outgoing.on('response', (response) => {
        connection.reused = outgoing.reusedSocket;
        readBody(response).then(
          (text) => settle(() => resolve(toAnswer(response, text))),
          (error) => settle(() => reject(outgoing.errored ?? error)),
        );
      });
      outgoing.on('socket', () => {
        connection.reused = outgoing.reusedSocket;
      });
      outgoing.end(body);
    });
  }
}

function failed(failure: Failure, reusedConnection = false, retryAfter?: string): Attempt {
  return { failure, reusedConnection, retryAfter };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw Object.assign(new Error('answer too large'), { code: 'ANSWER_TOO_LARGE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toAnswer(response: IncomingMessage, body: string): Answer {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.headers))
    headers[key] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return { status: response.statusCode ?? 0, headers, body };
}

function toResponse({ status, headers, body }: Answer): ResponseContext {
  return new ResponseContext(status, headers, {
    text: async () => body,
    binary: async () => Buffer.from(body),
    stream: () => null,
  });
}
