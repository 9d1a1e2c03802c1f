import { type ExitCode, exitCodes } from '../program/errors.ts';

/** What to do if API Gateway, not PullPass, refused a request. */
export interface GatewayMeaning {
  remedy: string;
  exitCode?: ExitCode;
}

const remedies: Readonly<Record<number, string>> = {
  404: 'Check the address: the stack prints it as ApiUrl.',
  413: 'Send less: API Gateway takes 10 MB, and PullPass 256 KiB.',
  429: 'Too many requests at once. Run the command again in some seconds.',
  500: 'The function failed. Its log says why: see registration-errors in docs/operations.md.',
  503: 'The function could not be called. Run the command again in a minute: see registration-throttles in docs/operations.md.',
};

/** SigV4 allows five minutes (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html). */
const mostSkew = 5 * 60_000;

/**
 * The meaning of an answer that is not PullPass's. A wrong clock shows in the time of the answer, since API Gateway
 * usually says only `Forbidden`.
 *
 * @param sentAt the answer's Date header
 * @param now epoch milliseconds of this machine
 */
export function meaningOf(
  status: number,
  message: string,
  { sentAt, now }: { sentAt?: string | undefined; now: number },
): GatewayMeaning | undefined {
  if (status !== 401 && status !== 403) {
    const remedy = remedies[status];
    return remedy === undefined ? undefined : { remedy };
  }
  const skew = sentAt === undefined ? Number.NaN : now - Date.parse(sentAt);
  if (Math.abs(skew) >= mostSkew || /signature (expired|not yet current)/i.test(message))
    return { remedy: clockRemedy(skew), exitCode: exitCodes.notSignedIn };
  if (/token.*(expired|invalid)|missing authentication/i.test(message))
    return {
      remedy: 'Sign in again, for example with `aws sso login`, and run the command again.',
      exitCode: exitCodes.notSignedIn,
    };
  return {
    remedy:
      'Sign in as a principal that may execute-api:Invoke this path of the API (--profile, AWS_PROFILE). docs/security.md has the policies.',
    exitCode: exitCodes.notSignedIn,
  };
}

function clockRemedy(skew: number): string {
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const by = Number.isNaN(skew) ? '' : ` It is ${minutes} minutes ${skew > 0 ? 'fast' : 'slow'}.`;
  return `Set this machine's clock: AWS refuses requests that are signed five minutes too early or too late.${by}`;
}
