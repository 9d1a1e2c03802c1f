import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { fewInformational } from './fewInformational.ts';
import { type AnswerBounds, gather } from './gather.ts';
import type { LargeAnswers } from './largeAnswers.ts';

/** One request over the wire, and the whole of what came back. */
export interface Exchange {
  agent: Agent;
  /** https URL. */
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
  /** Milliseconds from connect to the last byte. */
  limit: number;
  bounds: AnswerBounds;
  /** Where the answer may have to wait for others of its server; without it, it is read as it comes. */
  large?: LargeAnswers | undefined;
  /** What the promise is rejected with when the limit has passed. */
  onTimeout: (outgoing: ClientRequest) => Error;
  /** What it is rejected with when more came than an answer may have; told of what. */
  onTooMuch: (what: string) => Error;
  /** Told before a rejection, and only then. */
  onLoss: (lost: Loss) => void;
}

/** What is known of a request that got no whole answer. */
export interface Loss {
  /** Whether its connection was one kept alive from before. */
  reused: boolean;
  /** Whether all of it had gone out: who has it may still do what it asks. */
  sent: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whether the body had more bytes than were worth reading: it is '' then. */
  isCut?: boolean;
}

/**
 * Resolves with whatever the server answered. Rejects with Node's error where no whole answer came in time. Headers are
 * bounded by Node: 16 KiB, trailers and the extensions of a chunk likewise.
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
  ...on
}: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = httpsRequest({
      ...splitUrl(url, agent),
      method,
      headers: length === undefined ? headers : { ...headers, ...length },
      agent,
    });
    const lose = (error: Error) => {
      clearTimeout(timer);
      on.onLoss({ reused: outgoing.reusedSocket, sent: outgoing.writableFinished });
      reject(error);
    };
    const abandon = (error: Error) => {
      lose(error);
      outgoing.destroy(error);
    };
    const timer = setTimeout(() => abandon(on.onTimeout(outgoing)), limit);
    outgoing.on('error', lose);
    fewInformational(outgoing, (what) => abandon(on.onTooMuch(what)));
    outgoing.on('upgrade', (_response, socket) => {
      // Node lets go of the socket: an error of it that nobody hears would end the worker.
      socket.on('error', () => undefined).destroy();
      lose(coded('the server changed to another protocol', 'ERR_UNASKED_UPGRADE'));
    });
    outgoing.on('response', (response) =>
      gather(response, {
        bounds,
        large,
        lost: abandon,
        tooMuch: (what) => abandon(on.onTooMuch(what)),
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
      }),
    );
    outgoing.end(body);
  });
}

interface Origin {
  origin: string;
  hostname: string;
  port: string;
  protocol: string;
}

/** An agent talks to one server, a thousand times in one push: the origin is parsed once. */
const origins = new WeakMap<Agent, Origin>();

function splitUrl(url: string, agent: Agent) {
  const pathBegins = url.indexOf('/', 'https://'.length);
  const origin = pathBegins < 0 ? url : url.slice(0, pathBegins);
  let known = origins.get(agent);
  if (known?.origin !== origin) {
    const { hostname, port, protocol } = new URL(origin);
    known = { origin, hostname: hostname.replace(/^\[|\]$/g, ''), port, protocol };
    origins.set(agent, known);
  }
  const { hostname, port, protocol } = known;
  return { protocol, hostname, port, path: pathBegins < 0 ? '/' : url.slice(pathBegins) };
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
