import type { Problem } from './problem.ts';

/** An answer in payload format 2.0. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** For every answer: it shows the fleet as it is now, to one caller. */
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...always, ...headers },
    body: JSON.stringify(body),
  };
}

export function noContent(): Answer {
  return { statusCode: 204, headers: { ...always }, body: '' };
}

export function problemAnswer(problem: Problem): Answer {
  return json(problem.status, problem.body(), {
    'content-type': 'application/problem+json',
    ...problem.headers,
  });
}
