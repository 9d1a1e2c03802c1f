import { InvalidRequestException } from '@aws-sdk/client-secrets-manager';

/**
 * Secrets Manager is still deleting the secret of that name in the background, so it can be neither written nor
 * created. Retry the write later.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export class SecretLeaving extends Error {
  constructor(secret: string, cause: unknown) {
    super(`Secrets Manager is still deleting the secret ${secret}`, { cause });
    this.name = 'SecretLeaving';
  }
}

/** Whether Secrets Manager refused because the secret was deleted, with or without a recovery window. */
export function isOfDeleted(error: unknown): error is InvalidRequestException {
  return (
    error instanceof InvalidRequestException &&
    /was deleted|marked for deletion|scheduled for deletion/i.test(error.message)
  );
}

/** After this many milliseconds a forced deletion has certainly ended: it takes seconds, at worst minutes. */
const forcedDeletionMilliseconds = 15 * 60_000;

/**
 * What to do with a secret that DescribeSecret calls deleted: restore it if its recovery window is running, wait if it
 * may be under forced deletion. The answer does not distinguish the two, and AWS's pages disagree on whether
 * `DeletedDate` is the time of the request or the end of the window. Only in the first case are both far from now.
 * `now`: epoch milliseconds.
 */
export function decideDeleted(deletedDate: Date, now: number): 'restore' | 'wait' {
  return Math.abs(deletedDate.getTime() - now) > forcedDeletionMilliseconds ? 'restore' : 'wait';
}
