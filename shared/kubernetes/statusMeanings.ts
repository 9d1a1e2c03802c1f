import type { FailureKind, Lack } from '../failure.ts';
import { denialMeaning } from './denialMeanings.ts';
import { type Denial, denialIn, isNotReady } from './denials.ts';
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

type Rule = (status: number, details: StatusDetails, request: RequestName) => Partial<Meaning> | undefined;

/**
 * The first rule that answers decides. The server's own words come before the status code: a policy may deny with 401,
 * 413 and 422, and a webhook with any code, even 404 and 409.
 */
const rules: readonly Rule[] = [
  denied,
  lacksPermission,
  beingDeleted,
  notYetReady,
  forbidden,
  notFound,
  conflict,
  invalid,
  throttled,
  serverError,
];

/** @param status HTTP status, not 2xx */
export function statusMeaning(status: number, details: StatusDetails, request: RequestName): Meaning {
  const said = details.message ?? details.reason ?? 'no message';
  const message = `${describe(request)} answered ${status}: ${said}`;
  for (const rule of rules) {
    const meaning = rule(status, details, request);
    if (meaning !== undefined) return { kind: 'internal', message, remedy: '', ...meaning };
  }
  return {
    kind: 'internal',
    message,
    remedy: `An answer that PullPass does not expect. Check that ${request.host} is a Kubernetes API server; if it is, report this message.`,
  };
}

function denied(status: number, details: StatusDetails, request: RequestName) {
  const denial = denialIn(status, details);
  return denial && { kind: 'denied' as const, denial, ...denialMeaning(denial, request) };
}

function lacksPermission(status: number, { message = '' }: StatusDetails) {
  const lack = lackIn(message);
  if (status !== 403 || lack === undefined) return undefined;
  return { kind: 'forbidden' as const, lack, remedy: grantInGeneral };
}

const grantInGeneral =
  'Grant what the message names to the identity in the kubeconfig: docs/permissions.md has the whole Role.';

function beingDeleted(status: number, { causes }: StatusDetails) {
  if (status !== 403 || !causes.some(({ reason }) => reason === 'NamespaceTerminating')) return undefined;
  return {
    kind: 'not-found' as const,
    remedy: 'You need not do anything: the namespace is being deleted.',
  };
}

function notYetReady(status: number, details: StatusDetails, { host }: RequestName) {
  if (status !== 403 || !isNotReady(details)) return undefined;
  return {
    kind: 'unreachable' as const,
    remedy: `The API server at ${host} has just started. The push is retried.`,
  };
}

function forbidden(status: number) {
  return status === 403 ? { kind: 'forbidden' as const, remedy: grantInGeneral } : undefined;
}

function notFound(status: number) {
  if (status !== 404) return undefined;
  return {
    kind: 'not-found' as const,
    remedy: 'Create what the message names, or take it out of the cluster’s targets.',
  };
}

function conflict(status: number) {
  if (status !== 409) return undefined;
  return {
    kind: 'conflict' as const,
    remedy: 'Something else owns or changes this object. Choose another name, or set "adopt": true.',
  };
}

function invalid(status: number) {
  if (status !== 422) return undefined;
  return {
    kind: 'conflict' as const,
    remedy: 'The API server does not accept the object. Change what the message names in the target.',
  };
}

function throttled(status: number, _: StatusDetails, { host }: RequestName) {
  if (status !== 429) return undefined;
  return {
    kind: 'throttled' as const,
    remedy: `The API server at ${host} is shedding load. The push is retried; if it lasts, look at its API priority and fairness.`,
  };
}

function serverError(status: number, _: StatusDetails, { host }: RequestName) {
  if (status < 500) return undefined;
  return {
    kind: 'unreachable' as const,
    remedy: `Look at the health of the API server at ${host}: it answers, but with server errors.`,
  };
}
