import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import aws4 from 'aws4';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface SignedRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string or bytes already. */
  body?: unknown;
  /** Who signs; null sends the request unsigned. */
  credentials: Credentials | null;
  region: string;
  /** In milliseconds. Default: 35,000, above the 30 s in which API Gateway answers. */
  timeout?: number;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body, parsed. Throws if it is not JSON. */
  json(): unknown;
}

/**
 * One request to an HTTP API, signed with SigV4 for execute-api. Names under `.localhost` are connected to on
 * 127.0.0.1, whatever the machine's resolver makes of them.
 */
export async function signedRequest(url: string | URL, options: SignedRequest): Promise<Answer> {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  const body = encode(options.body);
  const unsigned = {
    host: hostname,
    method: options.method ?? 'GET',
    path: pathname + search,
    service: 'execute-api',
    region: options.region,
    headers: {
      Host: host,
      ...(body.length > 0 ? { 'Content-Type': 'application/json' } : {}),
      ...options.headers,
    },
    ...(body.length > 0 ? { body } : {}),
  };
  const signed = options.credentials ? aws4.sign(unsigned, options.credentials) : unsigned;

  return await new Promise<Answer>((resolve, reject) => {
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = request({
      host: hostname.endsWith('.localhost') ? '127.0.0.1' : hostname,
      port,
      method: unsigned.method,
      path: unsigned.path,
      headers: signed.headers as Record<string, string>,
      signal: AbortSignal.timeout(options.timeout ?? 35_000),
      agent: false,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status: response.statusCode ?? 0, headers, text, json: () => JSON.parse(text) });
      });
    });
    outgoing.end(body);
  });
}

function encode(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
