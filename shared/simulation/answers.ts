import type { ApiError } from './status.ts';

/** An HTTP answer, its body ready to be sent. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers },
    body: `${JSON.stringify(body)}\n`,
  };
}

export function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export const errorAnswer = (error: ApiError) =>
  jsonAnswer(error.status.code, error.status, { ...error.headers });
