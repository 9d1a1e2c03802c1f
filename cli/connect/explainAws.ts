import { withoutAnswer } from '../../shared/registries/awsError.ts';
import { CommandError, notSignedIn } from '../program/errors.ts';

const signIn =
  'Sign in so that the AWS SDK finds credentials: AWS_PROFILE or --profile with `aws sso login`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN). Then run the command again.';

/** AWS errors that mean that the credentials themselves are no good. */
const refusedCredentials = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'AuthFailure',
  'InvalidSignatureException',
  'IncompleteSignature',
  'SignatureDoesNotMatch',
  'MissingAuthenticationToken',
]);

/**
 * Explains an AWS error, and what to do.
 *
 * @param asked what was requested of which service: a sentence without its end
 */
export function explainAws(error: unknown, asked: string, { denied }: { denied: string }): CommandError {
  const { name, message } = error as Error;
  const words = message.replace(/\s+/g, ' ').trim();
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError' || name === 'ProviderError')
    return notSignedIn(`There are no usable AWS credentials: ${words}`, remedyOfProvider(words), error);
  if (name === 'RequestTimeTooSkewed' || /signature (expired|not yet current)/i.test(words))
    return notSignedIn(
      `This machine's clock is wrong: AWS refused the signature (${words}).`,
      'Set the clock, for example with `chronyc makestep`, and run the command again.',
      error,
    );
  if (refusedCredentials.has(name))
    return notSignedIn(`AWS refuses the credentials: ${name}: ${words}`, signIn, error);
  const unreached = withoutAnswer(error);
  if (unreached !== undefined)
    return new CommandError(`${asked}, but gave no answer (${unreached}).`, {
      remedy: 'Check the region, and this machine’s way to the internet. HTTPS_PROXY is not used.',
      cause: error,
    });
  if (/AccessDenied|UnauthorizedOperation/.test(name))
    return new CommandError(`${asked}, but AWS denied it: ${words}`, { remedy: denied, cause: error });
  return new CommandError(`${asked}, but AWS answered ${name}: ${words}`, { cause: error });
}

/**
 * Runs work on AWS. Throws AWS's refusals as explainAws words them, and everything else unchanged.
 *
 * @param asked what is requested of AWS: a sentence without its end
 * @param denied what to allow if AWS denies it
 */
export async function explained<T>(asked: string, denied: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOfAws(error)) throw error;
    throw explainAws(error, asked, { denied });
  }
}

function isOfAws(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof CommandError || error.name === 'AbortError') return false;
  return '$metadata' in error || /ProviderError$/.test(error.name) || withoutAnswer(error) !== undefined;
}

/** Names the step that the SDK's own message suggests, if any. */
function remedyOfProvider(words: string): string {
  const [, profile] = /profile[:=]? \[?"?([\w.-]+)"?\]?/i.exec(words) ?? [];
  if (/SSO/i.test(words) && /expired|invalid|login/i.test(words))
    return `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}, then run the command again.`;
  if (profile !== undefined && /could not resolve|could not be found|not found/i.test(words))
    return `The profile may not exist: \`aws configure list-profiles\` names those of this machine. Choose one with --profile.`;
  return signIn;
}
