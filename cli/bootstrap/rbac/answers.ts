import { readStatus } from '../../../shared/kubernetes/status.ts';
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
  const { message, reason = '', resource = '', about } = readStatus(body, (text) => text);
  return { message: message || `HTTP ${status}`, reason, about: resource, name: about?.name ?? '' };
}

/** The error for an unexpected answer. `what` completes "The API server was asked to". */
export function unexpected(what: string, answer: Pick<AdminAnswer, 'status' | 'body'>): CommandError {
  if (answer.status === 401)
    return new CommandError('The API server refuses the credential of this context (401).', {
      remedy: 'Sign in to the cluster again, such as by oc login or rosa.',
    });
  return new CommandError(
    `The API server was asked to ${what}, and answered ${answer.status}: ${statusOf(answer).message}`,
    { remedy: 'Run it again when the API server answers. What was done already is kept.' },
  );
}
