import type { FieldError } from '../../../shared/validation/fieldError.ts';

/** Members in addition to the five of RFC 9457. */
export interface ProblemDetails {
  /** What the caller can do about it. */
  remedy?: string;
  /** What is wrong with which field of the body or the query. */
  errors?: readonly FieldError[];
  [member: string]: unknown;
}

const titles = {
  400: 'The request cannot be understood',
  404: 'Not found',
  405: 'The method is not allowed here',
  409: 'The cluster is not in a state for this',
  412: 'The cluster was changed meanwhile',
  413: 'The body is too large',
  415: 'The media type is not supported',
  422: 'The request is refused',
  500: 'PullPass failed',
  503: 'PullPass is busy',
  504: 'The time ran out',
} as const;

export type ProblemStatus = keyof typeof titles;

/**
 * An error answer. `type` is the last part of the problem's URN, by which programs distinguish problems. Source:
 * https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly type: string;
  readonly details: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    type: string,
    detail: string,
    details: ProblemDetails = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.type = type;
    this.details = details;
    this.headers = headers;
  }

  body(): Record<string, unknown> {
    return {
      type: `urn:pullpass:problem:${this.type}`,
      title: titles[this.status],
      status: this.status,
      detail: this.message,
      ...this.details,
    };
  }
}
