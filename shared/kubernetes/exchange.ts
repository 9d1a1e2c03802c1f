import type { IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';

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
  /** Bytes that the answer may have. */
  largestBody?: number;
  /** What the promise is rejected with when the limit has passed. */
  onTimeout: () => Error;
  /** Told before a rejection, and only then. */
  onLoss: (connection: { reused: boolean }) => void;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const largestOfCluster = 32 * 1024 * 1024;

/** Resolves with whatever the server answered. Rejects with Node's error where no whole answer came in time. */
export function exchange({
  agent,
  url,
  method,
  headers,
  body,
  limit,
  largestBody = largestOfCluster,
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
      on.onLoss({ reused: outgoing.reusedSocket });
      reject(error);
    };
    const abandon = (error: Error) => {
      lose(error);
      outgoing.destroy(error);
    };
    const timer = setTimeout(() => abandon(on.onTimeout()), limit);
    outgoing.on('error', lose);
    outgoing.on('response', (response) =>
      gather(response, largestBody, abandon, (text) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: flatten(response), body: text });
      }),
    );
    outgoing.end(body);
  });
}

/** By events: an async iterator over the chunks takes as long again as the rest of the exchange. */
function gather(
  response: IncomingMessage,
  largestBody: number,
  lose: (error: Error) => void,
  done: (text: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestBody) lose(coded('the answer is too large', 'ANSWER_TOO_LARGE'));
    else chunks.push(chunk);
  });
  response.on('end', () => done((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''));
  response.on('error', lose);
  response.on('close', () => {
    if (!response.complete) lose(coded('the answer ended before its end', 'ECONNRESET'));
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
