import { Failure } from '../failure.ts';

/** Only the error's name: AWS's messages may quote what they were sent. */
export function awsReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return /AccessDenied/.test(error.name)
    ? `${error.name} (${denied(error.message)})`
    : (withoutAnswer(error) ?? error.name);
}

/**
 * The code of a network error, such as ENOTFOUND or ETIMEDOUT: AWS did not answer, so permissions are not the cause.
 * Undefined if AWS answered.
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
 * What a region answers if the caller's account has not enabled it: it does not know the credentials. STS has its own
 * name for this, and uses it too if STS was deactivated in the region; the names from other services were seen in the
 * field.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const regionOff = /^(RegionDisabledException|UnrecognizedClientException|InvalidClientTokenId)$/;

/** Where a call was made. `account`: words for the remedy. */
export interface Place {
  region: string;
  account: string;
}

/** The account of a role, or PullPass's. */
export function accountOf(roleArn: string | undefined): string {
  return roleArn === undefined ? 'the account of PullPass' : `the account ${roleArn.split(':')[4]}`;
}

/**
 * The remedy for an AWS error: `ofRefusal` if AWS refused, another if AWS gave no answer or failed itself. `service`:
 * its name in VPC endpoints; `place`: whose credentials were used, and where.
 */
export function remedyOf(
  error: unknown,
  service: string,
  ofRefusal: string,
  { region, account }: Place,
): string {
  if (regionOff.test((error as Error | undefined)?.name ?? ''))
    return `${region} knows no credentials of ${account}, as where the region is not enabled there: enable ${region} in it (Account settings, AWS Regions; it takes up to some hours), and STS in it (IAM, Account settings). Or name a registry in a region that it has.`;
  if (withoutAnswer(error) !== undefined)
    return `Check that PullPass reaches ${service} from where it runs: in a VPC it needs NAT or a VPC endpoint for it.`;
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (httpStatusCode >= 500)
    return 'This is a fault of AWS, and is tried again with growing pauses. If it lasts, see the AWS Health Dashboard.';
  return ofRefusal;
}
