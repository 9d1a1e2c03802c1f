import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import { localAccount } from './sessions.ts';

/** An event in payload format 2.0, with the caller that IAM authenticated. */
export type HttpApiEvent = APIGatewayProxyEventV2WithIAMAuthorizer;

/** Bodies of these types are passed as text, all others as base64. */
const textual = /^(text\/|application\/([^;]+\+)?(json|xml|javascript)\b)/i;

/**
 * A request as an HTTP API passes it on to Lambda.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * @param options `callerArn`: who counts as the signer of the request
 * @returns undefined for a malformed path
 */
export function httpApiEvent(
  request: IncomingMessage,
  body: Buffer,
  { callerArn, now }: { callerArn: string; now: Date },
): HttpApiEvent | undefined {
  const { method = 'GET', url = '/' } = request;
  const [encodedPath = '/', rawQueryString = ''] = split(url);
  const rawPath = decodePath(encodedPath);
  if (rawPath === undefined) return undefined;
  const { cookie, ...headers } = headersOf(request);
  const host = headers['host'] ?? '';
  const isText = textual.test(headers['content-type'] ?? 'text/plain') && isUtf8(body);
  const query = queryParameters(rawQueryString);
  const routePath = rawPath === '/' ? '/' : '/{proxy+}';
  return {
    version: '2.0',
    routeKey: `ANY ${routePath}`,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(rawPath === '/' ? {} : { pathParameters: { proxy: rawPath.slice(1) } }),
    requestContext: {
      accountId: localAccount,
      apiId: 'local',
      authorizer: {
        iam: {
          accessKey: 'AKIALOCALONLY0000000',
          accountId: callerArn.split(':')[4] ?? '',
          callerId: 'AIDALOCALONLY0000000',
          cognitoIdentity: null,
          principalOrgId: '',
          userArn: callerArn,
          userId: 'AIDALOCALONLY0000000',
        },
      },
      domainName: host,
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: `ANY ${routePath}`,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function split(url: string): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** The gateway decodes the path once. */
function decodePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function queryParameters(query: string): Record<string, string> | undefined {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size === 0 ? undefined : Object.fromEntries(joined);
}

/** Names in lower case; repeated headers joined by commas, cookies by semicolons; and the protocol used. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const separator = (name: string) => (name === 'cookie' ? '; ' : ',');
  const received = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(separator(name)),
    ]),
  );
  return { ...received, 'x-forwarded-proto': 'http' };
}

/** `12/Mar/2020:19:03:58 +0000` */
function accessLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
