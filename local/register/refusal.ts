import type { z } from 'zod';
import { problem } from '../../functions/registration/schemas.ts';

export type Problem = z.infer<typeof problem>;

/** What API Gateway says in its own words, `{"message": …}`, and what to do about it. */
const remedies: Record<number, string> = {
  403: 'Sign the request with SigV4 for execute-api, with credentials that have not expired, as a principal who may execute-api:Invoke this API.',
  404: 'Look at the address: the stack prints it as ApiUrl.',
  413: 'Send less: API Gateway takes 10 MB, and PullPass 256 KiB.',
  429: 'Too many requests at once. Try again in some seconds.',
  500: 'The function failed, or its answer was too large. Its log says why: see registration-errors in docs/operations.md.',
  503: 'The function could not be called. Try again in a minute: see registration-throttles in docs/operations.md.',
};

/** An answer of the API that is no success, whoever gave it. `problem` is there where PullPass itself answered. */
export interface Refusal {
  problem?: Problem;
  detail: string;
  remedy?: string | undefined;
}

/** Reads a problem document, or what API Gateway, or something between, says in its place. Never throws. */
export function readRefusal(status: number, text: string): Refusal {
  const body = parsed(text);
  const known = problem.safeParse(body).data;
  if (known !== undefined) return { problem: known, detail: known.detail, remedy: known.remedy };
  const message = (body as { message?: unknown } | undefined)?.message;
  const said = typeof message === 'string' ? `: ${message}` : ', which is not PullPass’s';
  return { detail: `API Gateway answered ${status}${said}.`, remedy: remedies[status] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
