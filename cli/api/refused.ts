import { CommandError } from '../program/errors.ts';
import { explainRefusal, linesOf } from './explainRefusal.ts';
import type { Problem, Refusal } from './refusal.ts';

/** What the API answered in place of what was asked of it: the message has the API's own words and remedies. */
export class Refused extends CommandError {
  readonly status: number;
  /** As PullPass answered it; undefined if API Gateway, or something between, answered in its place. */
  readonly problem: Problem | undefined;
  /** Why, without what was asked: each line indented. */
  readonly lines: string[];

  /** @param what was asked, as `PUT /clusters/prod-eu-1` */
  constructor(what: string, status: number, refusal: Refusal) {
    super(explainRefusal(what, status, refusal), {
      remedy: refusal.remedy,
      ...(refusal.exitCode !== undefined && { exitCode: refusal.exitCode }),
    });
    this.status = status;
    this.problem = refusal.problem;
    this.lines = linesOf(refusal);
  }

  /** The part of the problem's type that names it, such as `no-such-cluster`. */
  get type(): string | undefined {
    return this.problem?.type.replace('urn:pullpass:problem:', '');
  }
}
