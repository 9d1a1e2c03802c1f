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
  /** Milliseconds that one request may take, from connect to the last byte. */
  requestTimeout: number;
  /** Epoch milliseconds after which nothing is sent any more. */
  deadline: number;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Is told of each body before it goes out. */
  onSend: (body: string) => void;
  /**
   * Is asked for another token where the API server refuses the one in use. Throws the Failure to end with where there is
   * none. Absent: a refusal is what it is.
   */
  anotherToken?: ((refused: Failure) => Promise<string>) | undefined;
  /** Takes credentials out of text that the server sent. */
  scrub: (text: string) => string;
  /** Is told of each write whose end is unknown: it may be carried out later. See lateWrites. */
  onUnanswered: () => void;
}

/**
 * An object has 1.5 MiB at most in etcd, and more in JSON; a page that has more is asked for in smaller ones. A Status
 * has hundreds of bytes.
 */
const bounds = { success: 4 * 1024 * 1024, failure: smallAnswer };

/** What a refusal that is left unread counts as, in bytes: the next request needs a new connection. */
const costOfCut = 4 * bounds.success;

/** Values in the JSON of an answer. A page of 500 namespaces has 100,000 where each is labelled richly. */
const mostValues = 250_000;

type Attempt =
  | { answer: Answer }
  | { failure: Failure; reusedConnection: boolean; retryAfter: string | undefined };

/**
 * The transport behind the generated Kubernetes API: keep-alive connections, a time limit per request,
 * and bounded retries. Every outcome but a 2xx leaves as a Failure.
 */
export class KeepAliveHttp implements HttpLibrary {
  /** Requests sent so far, retries included. */
  sent = 0;
  private readonly options: HttpOptions;
  private readonly large: LargeAnswers;
  private readonly allowance = new Allowance();
  /** In place of the one that requests come with. */
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

  /** Many requests are refused at the same time: the first asks for another token, and the others wait for it. */
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

  /** A server error is no answer to that: it may be a proxy's, or one of an API server that still waits for etcd. */
  private noteUnanswered(request: Sendable): void {
    if (isWrite(request)) this.options.onUnanswered();
  }
}

/** Put together only where something failed. */
function nameOf(request: Sendable): RequestName {
  const { host, pathname } = new URL(request.getUrl());
  return { host, method: request.getHttpMethod(), path: pathname };
}

/**
 * Asks the API server to give a write up when we do: what it does by itself only after a minute, or where it learns that
 * the connection is gone, which a proxy may not tell it. `limit`: milliseconds.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/endpoints/filters/request_deadline.go
 */
function givenUpAfter(limit: number, url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}timeout=${Math.ceil(limit / 1000)}s`;
}

/** Anyone who denies in admission control may do so with 401, too: that is of another kind. */
function isRefusedToken({ kind, status }: Failure): boolean {
  return kind === 'unauthorized' && status === 401;
}

/** PullPass posts nothing but reviews and requests for tokens, which change nothing. */
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
