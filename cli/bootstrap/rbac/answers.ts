import type { AdminAnswer } from '../../admin/adminApi.ts';
import { CommandError } from '../../program/errors.ts';

/** The parts of a Kubernetes `Status` on which decisions depend. */
export interface Status {
  message: string;
  reason: string;
  /** Plural name of its resource. */
  about: string;
  name: string;
}

export function statusOf({ status, body }: Pick<AdminAnswer, 'status' | 'body'>): Status {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const { message, reason, details } = (body ?? {}) as Record<string, unknown>;
  const { kind, name } = (details ?? {}) as Record<string, unknown>;
  return {
    message: text(message) || `HTTP ${status}`,
    reason: text(reason),
    about: text(kind),
    name: text(name),
  };
}

/** The error for an unexpected answer. `what` completes "The API server was asked to". */
export function unexpected(what: string, answer: Pick<AdminAnswer, 'status' | 'body'>): CommandError {
  if (answer.status === 401)
    return new CommandError('The API server refuses the credential of this context (401).', {
      remedy: 'Sign in to the cluster again, such as by oc login or rosa.',
    });
  return new CommandError(
    `The API server was asked to ${what}, and answered ${answer.status}: ${statusOf(answer).message}`,
    { remedy: 'Run it again when the API server answers. What was done is found again.' },
  );
}
