import { CommandError } from '../program/errors.ts';
import { explainRefusal, linesOf } from './explainRefusal.ts';
import type { Problem, Refusal } from './refusal.ts';

/** A refusal by the API. The message contains the API's own words and remedies. */
export class Refused extends CommandError {
  readonly status: number;
  /** PullPass's answer; undefined if API Gateway or another intermediary answered instead. */
  readonly problem: Problem | undefined;
  /** The reasons, without what was requested; each line is indented. */
  readonly lines: string[];
  /** Seconds that the answer asks to wait before a repetition. */
  readonly retryAfter: number;

  /** @param what the request, such as `PUT /clusters/prod-eu-1` */
  constructor(what: string, status: number, refusal: Refusal, retryAfter = 0) {
    super(explainRefusal(what, status, refusal), {
      remedy: refusal.remedy,
      ...(refusal.exitCode !== undefined && { exitCode: refusal.exitCode }),
    });
    this.status = status;
    this.problem = refusal.problem;
    this.lines = linesOf(refusal);
    this.retryAfter = retryAfter;
  }

  /** The last part of the problem's type, such as `no-such-cluster`. */
  get type(): string | undefined {
    return this.problem?.type.replace('urn:pullpass:problem:', '');
  }
}
