import type { FailureKind, Lack } from '../failure.ts';
import type { Advice } from './advice.ts';
import { type Denial, denialIn, isNotReady, nameOf } from './denials.ts';
import { lackIn } from './lack.ts';
import { describe, type RequestName } from './requestName.ts';
import type { StatusDetails } from './status.ts';

/** The explanation of an answer that is not a success. */
export interface Meaning {
  kind: FailureKind;
  message: string;
  remedy: string;
  lack?: Lack;
  denial?: Denial;
}

interface Rule {
  fits(status: number, details: StatusDetails): boolean;
  kind: FailureKind;
  remedy(host: string, advice: Advice): string;
}

/**
 * The first rule that matches decides; denials come first of all. The server's own words come before the status code: a
 * policy may deny with 401, 413 and 422, and a webhook with any code, even 404 and 409.
 */
const rules: readonly Rule[] = [
  {
    fits: (status, { message = '' }) => status === 403 && lackIn(message) !== undefined,
    kind: 'forbidden',
    remedy: (_, { forbidden }) => forbidden,
  },
  {
    fits: (status, { causes }) =>
      status === 403 && causes.some(({ reason }) => reason === 'NamespaceTerminating'),
    kind: 'not-found',
    remedy: () => 'You need not do anything: the namespace is being deleted.',
  },
  {
    fits: (status, details) => status === 403 && isNotReady(details),
    kind: 'unreachable',
    remedy: (host) => `The API server at ${host} has just started. The push is retried.`,
  },
  { fits: (status) => status === 403, kind: 'forbidden', remedy: (_, { forbidden }) => forbidden },
  { fits: (status) => status === 404, kind: 'not-found', remedy: (_, { notFound }) => notFound },
  { fits: (status) => status === 409, kind: 'conflict', remedy: (_, { conflict }) => conflict },
  { fits: (status) => status === 422, kind: 'conflict', remedy: (_, { invalid }) => invalid },
  {
    fits: (status) => status === 429,
    kind: 'throttled',
    remedy: (host) =>
      `The API server at ${host} is shedding load. The push is retried; if it lasts, look at its API priority and fairness.`,
  },
  {
    fits: (status) => status >= 500,
    kind: 'unreachable',
    remedy: (host) => `Look at the health of the API server at ${host}: it answers, but with server errors.`,
  },
  {
    fits: () => true,
    kind: 'internal',
    remedy: (host) =>
      `An answer that PullPass does not expect. Check that ${host} is a Kubernetes API server; if it is, report this message.`,
  },
];

/** @param status HTTP status, not 2xx */
export function statusMeaning(
  status: number,
  details: StatusDetails,
  request: RequestName,
  advice: Advice,
): Meaning {
  const denial = denialIn(status, details);
  if (denial !== undefined)
    return {
      kind: 'denied',
      message: denialMessage(denial, request),
      remedy: advice.denied(denial, request),
      denial,
    };
  const { kind, remedy } = rules.find(({ fits }) => fits(status, details)) as Rule;
  const said = details.message ?? details.reason ?? 'no message';
  const lack = status === 403 ? lackIn(details.message ?? '') : undefined;
  return {
    kind,
    message: `${describe(request)} answered ${status}: ${said}`,
    remedy: remedy(request.host, advice),
    ...(lack !== undefined && { lack }),
  };
}

function denialMessage(denial: Denial, request: RequestName): string {
  const did = {
    decided: 'denied',
    unanswered: 'could not be asked about',
    'not-in-dry-run': 'is not asked in dry runs, such as',
  }[denial.how];
  return `The ${nameOf(denial)} ${did} ${describe(request)}: ${denial.words}`;
}
