import { createServer, type IncomingMessage } from 'node:http';
import { closeServer, listenOnLoopback } from '../../../local/aws/loopback.ts';
import { emulatedRegion } from './ministack.ts';
import { type Answer, type Credentials, signedFetch } from './signedFetch.ts';

export interface SigningProxy {
  url: string;
  stop(): Promise<void>;
}

/** Hop-by-hop headers, and those that the signature brings. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'authorization',
]);

/**
 * Passes requests on to an API, signed, for a program that cannot sign. Calls `seen` with each request and its answer.
 * Answers 502 if a request does not come through.
 */
export async function startSigningProxy(
  apiUrl: string,
  credentials: Credentials,
  seen: (method: string, path: string, answer: Answer) => void,
): Promise<SigningProxy> {
  const server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url = '/' } = request;
      const answer = await signedFetch(`${apiUrl}${url}`, {
        method,
        headers: headersOf(request),
        body: await bodyOf(request),
        credentials,
        region: emulatedRegion,
      });
      seen(method, url, answer);
      const { connection: _, 'content-length': __, 'transfer-encoding': ___, ...headers } = answer.headers;
      response.writeHead(answer.status, headers).end(method === 'HEAD' ? undefined : answer.text);
    } catch (error) {
      response.writeHead(502, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  const port = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, stop: () => closeServer(server, 1000) };
}

function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct)
      .filter(([name]) => !ownHeaders.has(name))
      // Spelt like the signer does, which would otherwise add its own.
      .map(([name, values = []]) => [name === 'content-type' ? 'Content-Type' : name, values.join(', ')]),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? undefined : Buffer.concat(chunks);
}
