import { Failure } from '../failure.ts';

/** A call to AWS for a credential. */
export interface AwsCall {
  /** The kind of its failure. */
  kind: 'token' | 'assume-role';
  /** "STS AssumeRole" */
  operation: string;
  /** What failed: "STS AssumeRole of arn:…". */
  failed: string;
  /** The service's name in VPC endpoints. */
  endpoint: string;
  region: string;
  /** Whose credentials were used; undefined for PullPass's own role. */
  roleArn: string | undefined;
  /** The remedy if AWS refused it. */
  remedy: string;
}

/** The Failure for what a call to AWS threw: of the call's kind, or throttled. */
export function awsFailure(error: unknown, { kind, operation, failed, ...call }: AwsCall): Failure {
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test((error as Error | undefined)?.name ?? ''))
    return new Failure('throttled', `${operation} was throttled by AWS`, {
      remedy:
        'The push is retried with growing pauses. If it lasts, look for other callers of this API in the account.',
      cause: error,
    });
  return new Failure(kind, `${failed}: ${awsReason(error)}`, {
    remedy: remedyFor(error, call),
    cause: error,
  });
}

/** Only the error's name: AWS's messages may quote what they were sent. */
function awsReason(error: unknown): string {
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

/**
 * What a region answers if the caller's account has not enabled it: it does not know the credentials. STS has its own
 * name for this, and uses it too if STS was deactivated in the region; the names from other services were seen in the
 * field.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const regionOff = /^(RegionDisabledException|UnrecognizedClientException|InvalidClientTokenId)$/;

/** The remedy if AWS refused the call; another if AWS gave no answer or failed itself. */
function remedyFor(
  error: unknown,
  { endpoint, region, roleArn, remedy }: Pick<AwsCall, 'endpoint' | 'region' | 'roleArn' | 'remedy'>,
): string {
  const account = roleArn === undefined ? 'the account of PullPass' : `the account ${roleArn.split(':')[4]}`;
  if (regionOff.test((error as Error | undefined)?.name ?? ''))
    return `${region} knows no credentials of ${account}, as where the region is not enabled there: enable ${region} in it (Account settings, AWS Regions; it takes up to some hours), and STS in it (IAM, Account settings). Or name a registry in a region that it has.`;
  if (withoutAnswer(error) !== undefined)
    return `Check that PullPass reaches ${endpoint} from where it runs: in a VPC it needs NAT or a VPC endpoint for it.`;
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (httpStatusCode >= 500)
    return 'This is a fault of AWS, and is tried again with growing pauses. If it lasts, see the AWS Health Dashboard.';
  return remedy;
}
