import type { Agent } from 'node:https';
import type { Failure } from '../failure.ts';
import type { Advice } from './advice.ts';
import { Allowance } from './allowance.ts';
import { answerFailure } from './answerFailure.ts';
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
import type { ApiRequest, Transport } from './transport.ts';
import { hasAtMost } from './values.ts';

export interface HttpOptions {
  agent: Agent;
  /** https URL of the API server, without a trailing slash. */
  server: string;
  /** The token to sign in with; absent if a client certificate is used. */
  token: string | undefined;
  route: Route;
  advice: Advice;
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
 * The transport below KubernetesApi: keep-alive connections, a time limit per request, and bounded retries. Every
 * outcome except 2xx is thrown as a Failure.
 */
export class KeepAliveHttp implements Transport {
  readonly server: string;
  /** Requests sent so far, retries included. */
  sent = 0;
  private readonly options: HttpOptions;
  private readonly large: LargeAnswers;
  private readonly allowance = new Allowance();
  private token: string | undefined;
  private changing: Promise<void> | undefined;

  constructor(options: HttpOptions) {
    this.options = options;
    this.server = options.server;
    this.token = options.token;
    this.large = new LargeAnswers(options.sleep);
  }

  async send(request: ApiRequest): Promise<Answer> {
    const { now, random, sleep, deadline } = this.options;
    for (let attempts = 1; ; attempts++) {
      const shown = this.token;
      const tried = await this.attempt(request);
      if ('answer' in tried) return tried.answer;
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

  private async attempt(request: ApiRequest): Promise<Attempt> {
    const { agent, deadline, now, requestTimeout, onSend, route, advice, scrub } = this.options;
    const remaining = deadline - now();
    if (remaining <= 0) return failed(deadlineFailure(this.nameOf(request)));
    if (this.allowance.isUsedUp())
      return failed(new TooMuchAnswered(this.nameOf(request), `${this.allowance.most} bytes in one push`));

    const limit = Math.min(requestTimeout, remaining);
    let lost: Loss = { reused: false, sent: false };
    this.sent++;
    const { method, body } = request;
    if (body !== undefined) onSend(body);
    try {
      const answer = await exchange({
        agent,
        url: this.server + (isWrite(request) ? givenUpAfter(limit, request.path) : request.path),
        method,
        headers: this.headersOf(request),
        body,
        limit,
        bounds,
        large: this.large,
        onTimeout: (outgoing) => timeoutFailure(this.nameOf(request), limit, progressOf(outgoing), route),
        onTooMuch: (what) => {
          this.allowance.take(bounds.success);
          return new TooMuchAnswered(this.nameOf(request), what);
        },
        onLoss: (loss) => {
          lost = loss;
        },
      });
      this.allowance.take(answer.isCut ? costOfCut : answer.body.length);
      if (answer.status >= 200 && answer.status < 300) {
        if (hasAtMost(mostValues, answer.body)) return { answer };
        return failed(new TooMuchAnswered(this.nameOf(request), `${mostValues} values`));
      }
      const said = answer.isCut
        ? {
            isStatus: false,
            message: `more than ${bounds.failure} bytes, which were not read`,
            causes: [],
          }
        : parseStatus(answer.body, scrub);
      const failure = answerFailure(answer, said, { request: this.nameOf(request), route, advice });
      if (answer.status >= 500 && failure.kind !== 'denied') this.noteUnanswered(request);
      return failed(failure, false, answer.headers['retry-after']);
    } catch (error) {
      if (lost.sent) this.noteUnanswered(request);
      return failed(networkFailure(error, this.nameOf(request), route), lost.reused);
    }
  }

  private headersOf({
    accept = 'application/json',
    body,
    contentType = 'application/json',
  }: ApiRequest): Record<string, string> {
    return {
      accept,
      ...(body !== undefined && { 'content-type': contentType }),
      ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
    };
  }

  /** Built only after a failure. */
  private nameOf({ method, path }: ApiRequest): RequestName {
    const { host, pathname } = new URL(this.server + path);
    return { host, method, path: pathname };
  }

  /** A server error leaves the outcome open: it may be a proxy's, or come from an API server still waiting for etcd. */
  private noteUnanswered(request: ApiRequest): void {
    if (isWrite(request)) this.options.onUnanswered();
  }
}

/**
 * Asks the API server to give up a write when we do. Otherwise it gives up after a minute, or when it notices that the
 * connection is closed, which a proxy may hide. `limit`: milliseconds.
 * Source:
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/endpoints/filters/request_deadline.go
 */
function givenUpAfter(limit: number, path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}timeout=${Math.ceil(limit / 1000)}s`;
}

/** Admission control may deny with 401 too, but that is another kind of failure. */
function isRefusedToken({ kind, status }: Failure): boolean {
  return kind === 'unauthorized' && status === 401;
}

/** PullPass sends POST only for reviews and token requests, which change nothing. */
function isWrite({ method }: ApiRequest): boolean {
  return method === 'PATCH' || method === 'DELETE';
}

function failed(failure: Failure, reusedConnection = false, retryAfter?: string): Attempt {
  return { failure, reusedConnection, retryAfter };
}
