import { InvalidRequestException } from '@aws-sdk/client-secrets-manager';

/**
 * Secrets Manager still deletes the secret of that name in the background, so that it can neither be written nor
 * made: the write is worth repeating.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export class SecretLeaving extends Error {
  constructor(secret: string, cause: unknown) {
    super(`Secrets Manager is still deleting the secret ${secret}`, { cause });
    this.name = 'SecretLeaving';
  }
}

/** Whether Secrets Manager refused because the secret was deleted, at once or with a recovery window. */
export function isOfDeleted(error: unknown): error is InvalidRequestException {
  return (
    error instanceof InvalidRequestException &&
    /was deleted|marked for deletion|scheduled for deletion/i.test(error.message)
  );
}

/** Milliseconds after which a forced deletion is over for certain: it takes seconds, at worst minutes. */
const forcedDeletionMilliseconds = 15 * 60_000;

/**
 * What to do with a secret that DescribeSecret calls deleted: restore it where its recovery window runs, wait where
 * it may be deleted without one. Nothing in the answer tells the two apart, and AWS's texts differ on whether
 * `DeletedDate` is when the deletion was asked for or when the window ends: both are far from now only in the first case.
 * `now`: epoch milliseconds.
 */
export function decideDeleted(deletedDate: Date, now: number): 'restore' | 'wait' {
  return Math.abs(deletedDate.getTime() - now) > forcedDeletionMilliseconds ? 'restore' : 'wait';
}
