import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { fewInformational } from './fewInformational.ts';
import { type AnswerBounds, gather } from './gather.ts';
import type { LargeAnswers } from './largeAnswers.ts';

/** One HTTP request and the whole answer. */
export interface Exchange {
  agent: Agent;
  /** https URL. */
  url: string;
  method: string;
  headers?: RequestOptions['headers'];
  body?: string | undefined;
  /** Further options of Node's request, such as how to sign in. */
  options?: RequestOptions;
  /** Milliseconds from connect to the last byte. */
  limit: number;
  bounds: AnswerBounds;
  /** Present if a large answer must wait for other large answers of the same server; otherwise it is read at once. */
  large?: LargeAnswers | undefined;
  /** Called with the answer before its body is read. */
  onResponse?: (response: IncomingMessage) => void;
  /** Makes the error for a request that exceeds `limit`. */
  onTimeout?: (outgoing: ClientRequest) => Error;
  /** Makes the error for an answer that is too large. `what`: what it had too much of. */
  onTooMuch?: (what: string) => Error;
  /** Called just before a rejection, never otherwise. */
  onLoss?: (lost: Loss) => void;
}

/** What is known of a request without a complete answer. */
export interface Loss {
  /** Whether its connection had been used before. */
  reused: boolean;
  /** Whether the whole request was sent: then a server or a proxy may still carry it out. */
  sent: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** True if the body was too large to be worth reading: `body` is then ''. */
  isCut?: boolean;
}

/**
 * Resolves with whatever the server answered. Rejects with Node's error if no complete answer came in time. Node limits
 * headers to 16 KiB, and trailers and chunk extensions likewise.
 */
export function exchange({
  agent,
  url,
  method,
  headers,
  body,
  limit,
  bounds,
  large,
  options,
  onResponse,
  onTimeout = () => coded('no answer in time', 'ETIMEDOUT'),
  onTooMuch = () => coded('the answer is too large', 'ANSWER_TOO_LARGE'),
  onLoss,
}: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = httpsRequest({
      ...options,
      ...splitUrl(url),
      method,
      headers: { ...(headers as Record<string, string>), ...length },
      agent,
    });
    const lose = (error: Error) => {
      clearTimeout(timer);
      onLoss?.({ reused: outgoing.reusedSocket, sent: outgoing.writableFinished });
      reject(error);
    };
    const abandon = (error: Error) => {
      lose(error);
      outgoing.destroy(error);
    };
    const timer = setTimeout(() => abandon(onTimeout(outgoing)), limit);
    outgoing.on('error', lose);
    fewInformational(outgoing, (what) => abandon(onTooMuch(what)));
    outgoing.on('upgrade', (_response, socket) => {
      // Node no longer listens to this socket: an unhandled error on it would end the worker.
      socket.on('error', () => undefined).destroy();
      lose(coded('the server changed to another protocol', 'ERR_UNASKED_UPGRADE'));
    });
    outgoing.on('response', (response) => {
      onResponse?.(response);
      gather(response, {
        bounds,
        large,
        lost: abandon,
        tooMuch: (what) => abandon(onTooMuch(what)),
        done: (text, isCut) => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            headers: flatten(response),
            body: text,
            ...(isCut && { isCut }),
          });
          if (isCut) outgoing.destroy();
        },
      });
    });
    outgoing.end(body);
  });
}

/** The path as it is written: URL would resolve dots in it. */
function splitUrl(url: string) {
  const { protocol, hostname, port } = new URL(url);
  const pathBegins = url.indexOf('/', url.indexOf('://') + 3);
  const path = pathBegins < 0 ? '/' : url.slice(pathBegins);
  return { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, path };
}

function flatten(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.headers))
    headers[key] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return headers;
}

function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
