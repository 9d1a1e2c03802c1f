import type { z } from 'zod';
import { asCommands } from '../../shared/api/asCommands.ts';
import { problem } from '../../shared/api/schemas.ts';
import { parsedJson } from '../../shared/parsedJson.ts';
import type { ExitCode } from '../program/errors.ts';
import { meaningOf } from './gateway.ts';

export type Problem = z.infer<typeof problem>;

/** An answer of the API that is not a success. `problem` is present if PullPass itself answered. */
export interface Refusal {
  problem?: Problem;
  detail: string;
  remedy?: string | undefined;
  exitCode?: ExitCode;
}

/** When an answer was sent (its Date header), and this machine's clock (epoch milliseconds). */
export interface Times {
  sentAt?: string | undefined;
  now: number;
}

/** Reads a problem document, or what API Gateway or another intermediary sent instead. Never throws. */
export function readRefusal(status: number, text: string, times: Times): Refusal {
  const body = parsedJson(text);
  const known = problem.safeParse(body).data;
  if (known !== undefined) return { problem: known, detail: known.detail, remedy: remedyOf(known) };
  const message = (body as { message?: unknown } | null | undefined)?.message;
  if (typeof message !== 'string')
    return {
      detail: `the answer (${status}) does not come from PullPass.`,
      remedy: 'Check the address of the API: the stack prints it as ApiUrl.',
    };
  return { detail: `API Gateway answered ${status}: ${message}.`, ...meaningOf(status, message, times) };
}

/** Undefined if a failed check says the same. */
function remedyOf({ remedy, checks = [] }: Problem): string | undefined {
  return remedy === undefined || checks.some((check) => check.result === 'failed' && check.remedy === remedy)
    ? undefined
    : asCommands(remedy);
}
