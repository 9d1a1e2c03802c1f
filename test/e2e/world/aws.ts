import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { emulatedRegion, type MiniStack, rootCredentials } from '../../support/aws/ministack.ts';

/** AWS APIs that only tests call, as the account's root, without an SDK client for each. */
export interface Aws {
  /** A call of the JSON protocol, e.g. `json('logs', 'Logs_20140328.DescribeLogGroups', {})`. */
  json<Body = Record<string, unknown>>(service: string, target: string, body: unknown): Promise<Body>;
  /** A call of the query protocol; the answer is XML. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string>;
  /** A call of the REST protocol; an empty answer is undefined. */
  rest<Body = Record<string, unknown>>(
    service: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body>;
}

export function awsCalls({ endpoint }: MiniStack): Aws {
  const send = async (
    service: string,
    body: string,
    headers: Record<string, string>,
    { method, path } = { method: 'POST', path: '/' },
  ): Promise<string> => {
    const { host, href, pathname, searchParams } = new URL(path, endpoint);
    const signer = new SignatureV4({
      service,
      region: emulatedRegion,
      credentials: rootCredentials,
      sha256: Hash.bind(null, 'sha256'),
    });
    const request = { method, path: pathname, query: Object.fromEntries(searchParams), body };
    const signed = await signer.sign(new HttpRequest({ ...request, headers: { ...headers, host } }));
    // fetch sets Host itself, to what was signed.
    const { host: _, ...rest } = signed.headers;
    const response = await fetch(href, { method, headers: rest, ...(body !== '' && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service} answered ${response.status}: ${text}`);
    return text;
  };
  return {
    json: async <Body>(service: string, target: string, body: unknown) =>
      JSON.parse(
        await send(service, JSON.stringify(body), {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': target,
        }),
      ) as Body,
    query: (service, parameters) =>
      send(service, new URLSearchParams(parameters).toString(), {
        'Content-Type': 'application/x-www-form-urlencoded',
      }),
    rest: async <Body>(service: string, method: string, path: string, body?: unknown) => {
      const json = body === undefined ? '' : JSON.stringify(body);
      const text = await send(service, json, { 'Content-Type': 'application/json' }, { method, path });
      return (text === '' ? undefined : JSON.parse(text)) as Body;
    },
  };
}
