import type { Agent } from 'node:https';
import {
  type HttpLibrary,
  type RequestContext,
  ResponseContext,
} from '@kubernetes/client-node/dist/gen/http/http.js';
import { from, type Observable } from '@kubernetes/client-node/dist/gen/rxjsStub.js';
import type { Failure } from '../failure.ts';
import { Allowance } from './allowance.ts';
import { answerFailure } from './answerFailure.ts';
import type { Sendable } from './everyNamespace.ts';
import { type Answer, exchange, type Loss } from './exchange.ts';
import { TooMuchAnswered } from './failures.ts';
import { LargeAnswers, smallAnswer } from './largeAnswers.ts';
import { networkFailure } from './networkFailures.ts';
import { progressOf } from './progress.ts';
import type { RequestName } from './requestName.ts';
import { decideRetry } from './retry.ts';
import type { Route } from './route.ts';
import { parseStatus } from './status.ts';
import { deadlineFailure, timeoutFailure } from './timeouts.ts';
import { hasAtMost } from './values.ts';

export interface HttpOptions {
  agent: Agent;
  route: Route;
  /** Milliseconds for one request, from connect to the last byte. */
  requestTimeout: number;
  /** Epoch milliseconds; nothing is sent after this. */
  deadline: number;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Called with each body before it is sent. */
  onSend: (body: string) => void;
  /**
   * Called for another token if the API server refuses the one in use. Throws the final Failure if there is none. If
   * absent, the refusal is final.
   */
  anotherToken?: ((refused: Failure) => Promise<string>) | undefined;
  /** Removes credentials from text that the server sent. */
  scrub: (text: string) => string;
  /** Called for each write whose outcome is unknown: it may take effect later. See lateWrites. */
  onUnanswered: () => void;
}

/**
 * etcd stores objects of at most 1.5 MiB; as JSON they are larger. Larger pages are read again in smaller ones. A
 * Status has hundreds of bytes.
 */
const bounds = { success: 4 * 1024 * 1024, failure: smallAnswer };

/** The cost in bytes of a refusal that is not read: the next request needs a new connection. */
const costOfCut = 4 * bounds.success;

/** Values in an answer's JSON. A page of 500 namespaces with many labels has 100,000. */
const mostValues = 250_000;

type Attempt =
  | { answer: Answer }
  | { failure: Failure; reusedConnection: boolean; retryAfter: string | undefined };

/**
 * The transport below the generated Kubernetes client: keep-alive connections, a time limit per request, and bounded
 * retries. Every outcome except 2xx is thrown as a Failure.
 */
export class KeepAliveHttp implements HttpLibrary {
  /** Requests sent so far, retries included. */
  sent = 0;
  private readonly options: HttpOptions;
  private readonly large: LargeAnswers;
  private readonly allowance = new Allowance();
  /** Replaces the token that requests come with. */
  private token: string | undefined;
  private changing: Promise<void> | undefined;

  constructor(options: HttpOptions) {
    this.options = options;
    this.large = new LargeAnswers(options.sleep);
  }

  send(request: RequestContext): Observable<ResponseContext> {
    return from(this.sendWithRetries(request)) as Observable<ResponseContext>;
  }

  private async sendWithRetries(request: Sendable): Promise<ResponseContext> {
    const { now, random, sleep, deadline } = this.options;
    for (let attempts = 1; ; attempts++) {
      const shown = this.token;
      const tried = await this.attempt(request);
      if ('answer' in tried) return toResponse(tried.answer);
      if (isRefusedToken(tried.failure) && this.options.anotherToken !== undefined) {
        await this.changeToken(shown, tried.failure);
        continue;
      }
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

  /** Many requests are refused at the same time: the first gets another token, the others wait for it. */
  private async changeToken(shown: string | undefined, refused: Failure): Promise<void> {
    if (shown !== this.token) return;
    this.changing ??= this.options
      .anotherToken?.(refused)
      .then((token) => {
        this.token = token;
      })
      .finally(() => {
        this.changing = undefined;
      });
    await this.changing;
  }

  private async attempt(request: Sendable): Promise<Attempt> {
    const { agent, deadline, now, requestTimeout, onSend, route, scrub } = this.options;
    const remaining = deadline - now();
    if (remaining <= 0) return failed(deadlineFailure(nameOf(request)));
    if (this.allowance.isUsedUp())
      return failed(new TooMuchAnswered(nameOf(request), `${this.allowance.most} bytes in one push`));

    const limit = Math.min(requestTimeout, remaining);
    let lost: Loss = { reused: false, sent: false };
    this.sent++;
    const body = request.getBody() as string | undefined;
    if (body !== undefined) onSend(body);
    try {
      const answer = await exchange({
        agent,
        url: isWrite(request) ? givenUpAfter(limit, request.getUrl()) : request.getUrl(),
        method: request.getHttpMethod(),
        headers: this.headersOf(request),
        body,
        limit,
        bounds,
        large: this.large,
        onTimeout: (outgoing) => timeoutFailure(nameOf(request), limit, progressOf(outgoing), route),
        onTooMuch: (what) => {
          this.allowance.take(bounds.success);
          return new TooMuchAnswered(nameOf(request), what);
        },
        onLoss: (loss) => {
          lost = loss;
        },
      });
      this.allowance.take(answer.isCut ? costOfCut : answer.body.length);
      if (answer.status >= 200 && answer.status < 300) {
        if (hasAtMost(mostValues, answer.body)) return { answer };
        return failed(new TooMuchAnswered(nameOf(request), `${mostValues} values`));
      }
      const said = answer.isCut
        ? {
            isStatus: false,
            message: `more than ${bounds.failure} bytes, which were not read`,
            causes: [],
          }
        : parseStatus(answer.body, scrub);
      const failure = answerFailure(answer, said, { request: nameOf(request), route });
      if (answer.status >= 500 && failure.kind !== 'denied') this.noteUnanswered(request);
      return failed(failure, false, answer.headers['retry-after']);
    } catch (error) {
      if (lost.sent) this.noteUnanswered(request);
      return failed(networkFailure(error, nameOf(request), route), lost.reused);
    }
  }

  private headersOf(request: Sendable): Record<string, string> {
    const headers = request.getHeaders();
    return this.token === undefined ? headers : { ...headers, authorization: `Bearer ${this.token}` };
  }

  /** A server error leaves the outcome open: it may be a proxy's, or come from an API server still waiting for etcd. */
  private noteUnanswered(request: Sendable): void {
    if (isWrite(request)) this.options.onUnanswered();
  }
}

/** Built only after a failure. */
function nameOf(request: Sendable): RequestName {
  const { host, pathname } = new URL(request.getUrl());
  return { host, method: request.getHttpMethod(), path: pathname };
}

/**
 * Asks the API server to give up a write when we do. Otherwise it gives up after a minute, or when it notices that the
 * connection is closed, which a proxy may hide. `limit`: milliseconds.
 * Source:
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/endpoints/filters/request_deadline.go
 */
function givenUpAfter(limit: number, url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}timeout=${Math.ceil(limit / 1000)}s`;
}

/** Admission control may deny with 401 too, but that is another kind of failure. */
function isRefusedToken({ kind, status }: Failure): boolean {
  return kind === 'unauthorized' && status === 401;
}

/** PullPass sends POST only for reviews and token requests, which change nothing. */
function isWrite(request: Sendable): boolean {
  return ['PATCH', 'DELETE'].includes(request.getHttpMethod());
}

function failed(failure: Failure, reusedConnection = false, retryAfter?: string): Attempt {
  return { failure, reusedConnection, retryAfter };
}

function toResponse({ status, headers, body }: Answer): ResponseContext {
  return new ResponseContext(status, headers, {
    text: async () => body,
    binary: async () => Buffer.from(body),
    stream: () => null,
  });
}
