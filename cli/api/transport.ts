import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';

/** Signs requests, for a region. */
export interface Signer {
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  region: string;
}

/** One request to the API. */
export interface ApiRequest {
  method: string;
  /** From the root of the API, each part percent-encoded. */
  path: string;
  query?: Readonly<Record<string, string | string[]>>;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** For a POST that changes nothing: without an answer, nothing is uncertain. */
  changesNothing?: true;
}

export interface ApiAnswer {
  status: number;
  /** By name, in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

export interface Transport {
  /** Rejects with Node's error if nothing answers, and with the signal's reason once it aborts. */
  send(request: ApiRequest, signal?: AbortSignal): Promise<ApiAnswer>;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** RFC 6761: names under `.localhost` are this machine, whatever its resolver says. */
const lookupLocal: LookupFunction = (hostname, options, answer) =>
  lookup(hostname.endsWith('.localhost') ? '127.0.0.1' : hostname, options, answer);

/** Concurrent sockets to the API: as many as `apply` has clusters under way, and some more. */
const maxSockets = 32;

/**
 * Requests to an HTTP API over kept connections, signed with SigV4 for execute-api if there is a signer.
 *
 * @param timeout milliseconds; default: 35,000, more than the 30 s in which API Gateway answers
 */
export function transportTo(
  url: string | URL,
  { signer, timeout = 35_000 }: { signer?: Signer | undefined; timeout?: number } = {},
): Transport {
  const { protocol, hostname, host, port, pathname } = new URL(url);
  const agents = { keepAlive: true, maxSockets, lookup: lookupLocal };
  const handler = new NodeHttpHandler({
    httpAgent: new HttpAgent(agents),
    httpsAgent: new HttpsAgent(agents),
    connectionTimeout: 10_000,
    requestTimeout: timeout,
    throwOnRequestTimeout: true,
  });
  const sign = signer && signWith(signer);
  const base = pathname.replace(/\/+$/, '');

  return {
    async send({ method, path, query = {}, headers = {}, body }, signal) {
      const request = new HttpRequest({
        protocol,
        hostname,
        ...(port !== '' && { port: Number(port) }),
        method,
        path: base + path,
        query: { ...query },
        headers: { host, ...headers },
        body,
      });
      const signed = sign === undefined ? request : ((await sign(request)) as HttpRequest);
      const { response } = await handler.handle(signed, { ...(signal && { abortSignal: signal }) });
      return { status: response.statusCode, headers: response.headers, text: await textOf(response.body) };
    },
    close: () => handler.destroy(),
  };
}

function signWith({ credentials, region }: Signer) {
  const signer = new SignatureV4({
    credentials,
    region,
    service: 'execute-api',
    sha256: Hash.bind(null, 'sha256'),
  });
  return (request: HttpRequest) => signer.sign(request);
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
