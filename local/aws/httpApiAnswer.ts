import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Invocation } from './localFunction.ts';

/** What is sent to the client. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Set by the server itself, whatever the handler says. */
const own = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/**
 * What an HTTP API makes of a function's result: its answer in format 2.0; 200 and JSON for any value without a
 * `statusCode`; 500 for an error, a timeout, or an answer that cannot be sent.
 */
export function httpApiAnswer(invocation: Invocation): HttpAnswer {
  if (invocation.outcome !== 'returned') return gatewayAnswer(500);
  const { value } = invocation;
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }

  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = value as Answer;
  const status = Number(statusCode);
  const wellFormed =
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    Array.isArray(cookies) &&
    typeof body === 'string';
  if (!wellFormed) return gatewayAnswer(500);
  const named = Object.entries(headers ?? {})
    .map(([name, header]) => [name.toLowerCase(), String(header)] as const)
    .filter(([name]) => !own.has(name));
  const baked = cookies.map((cookie) => ['set-cookie', String(cookie)] as const);
  if (![...named, ...baked].every(canBeSent)) return gatewayAnswer(500);
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(named),
      ...(baked.length === 0 ? {} : { 'set-cookie': baked.map(([, cookie]) => cookie) }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function canBeSent([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  statusCode: unknown;
  headers?: Record<string, unknown> | null;
  cookies?: unknown[];
  body?: unknown;
  isBase64Encoded?: unknown;
}

/**
 * What an HTTP API answers without the function: 403 if the signature is missing, wrong, or of somebody who may not
 * call it; 404 for an unknown route; 413 over 10 MB; 429 above its rate; 500 if the function failed or its answer
 * cannot be sent; 503 if it could not be called. As seen in the field: AWS lists no such table.
 */
export const gatewayWords = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** `{"message": …}`: not a problem document. */
export function gatewayAnswer(status: keyof typeof gatewayWords): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message: gatewayWords[status] })),
  };
}
