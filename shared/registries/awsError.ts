import { Failure } from '../failure.ts';

/** The error's name alone for what AWS says of itself: its messages may quote what they were sent. */
export function awsReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return /AccessDenied/.test(error.name)
    ? `${error.name} (${denied(error.message)})`
    : (withoutAnswer(error) ?? error.name);
}

/**
 * The code of an error of the network, such as ENOTFOUND or ETIMEDOUT: AWS gave no answer at all, so that nothing
 * is wrong with permissions. Undefined for an answer.
 */
export function withoutAnswer(error: unknown): string | undefined {
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return name;
  return typeof code === 'string' && /^(E[A-Z_]+|UND_ERR_\w+|UNABLE_\w+|CERT_\w+|\w+_CERT\w*)$/.test(code)
    ? code
    : undefined;
}

function denied(message: string): string {
  return /is not authorized to perform: ([\w:]+)/.exec(message)?.[0] ?? 'access denied';
}

export function isThrottled(error: unknown): boolean {
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(
    (error as Error | undefined)?.name ?? '',
  );
}

export function throttled(what: string, cause: unknown): Failure {
  return new Failure('throttled', `${what} was throttled by AWS`, {
    remedy:
      'The push is retried with growing pauses. If it lasts, look for other callers of this API in the account.',
    cause,
  });
}

/**
 * What to do about an error of AWS: `ofRefusal` where it said no, and not where it gave no answer or failed itself.
 * `service`: as VPC endpoints name it.
 */
export function remedyOf(error: unknown, service: string, ofRefusal: string): string {
  if (withoutAnswer(error) !== undefined)
    return `Check that PullPass reaches ${service} from where it runs: in a VPC it needs NAT or a VPC endpoint for it.`;
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (httpStatusCode >= 500)
    return 'This is a fault of AWS, and is tried again with growing pauses. If it lasts, see the AWS Health Dashboard.';
  return ofRefusal;
}
