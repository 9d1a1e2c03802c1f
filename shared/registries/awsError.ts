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
 * What a region says that the caller's account has not enabled: it knows none of its credentials. STS has a name for
 * it, which it also uses where it was deactivated there; what others say was seen in the field.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const regionOff = /^(RegionDisabledException|UnrecognizedClientException|InvalidClientTokenId)$/;

/** Where a call was made: `account` in words, as the remedy has it. */
export interface Place {
  region: string;
  account: string;
}

/** The account of a role, or PullPass's. */
export function accountOf(roleArn: string | undefined): string {
  return roleArn === undefined ? 'the account of PullPass' : `the account ${roleArn.split(':')[4]}`;
}

/**
 * What to do about an error of AWS: `ofRefusal` where it said no, and not where it gave no answer or failed itself.
 * `service`: as VPC endpoints name it; `place`: whose
 * credentials were used where.
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
