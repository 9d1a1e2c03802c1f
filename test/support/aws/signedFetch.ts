import { transportTo } from '../../../cli/api/transport.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface SignedRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string or bytes. */
  body?: unknown;
  /** Signs the request; null sends it unsigned. */
  credentials: Credentials | null;
  region: string;
  /** In milliseconds. */
  timeout?: number;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body, parsed. Throws if it is not JSON. */
  json(): unknown;
}

/** One request to an HTTP API on its own connection, signed with SigV4 for execute-api. */
export async function signedFetch(url: string | URL, options: SignedRequest): Promise<Answer> {
  const { credentials, region, timeout } = options;
  const { origin, pathname, searchParams } = new URL(url);
  const signer = credentials === null ? undefined : { credentials, region };
  const transport = transportTo(origin, { signer, ...(timeout !== undefined && { timeout }) });
  const body = encode(options.body);
  try {
    const { text, ...answer } = await transport.send({
      method: options.method ?? 'GET',
      path: pathname,
      query: queryOf(searchParams),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...lowerCase(options.headers),
      },
      ...(body !== undefined && { body }),
    });
    return { ...answer, text, json: () => JSON.parse(text) };
  } finally {
    transport.close();
  }
}

function queryOf(parameters: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function encode(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
