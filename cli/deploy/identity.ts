import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { withoutAnswer } from '../../shared/registries/awsError.ts';

const remedy =
  'Sign in so that the AWS SDK finds credentials: AWS_PROFILE with `aws sso login`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN). Then run this again.';

/** The ARN of who runs this, asked of AWS. Throws an Error that says what to do when there is none. */
export async function callerIdentity(region: string): Promise<string> {
  const sts = new STSClient({ region });
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return Arn ?? 'unknown';
  } catch (error) {
    const unreached = withoutAnswer(error);
    if (unreached !== undefined)
      throw new Error(
        `AWS cannot be reached: STS in ${region} gave no answer (${unreached}).\nCheck the region, and this machine's way to the internet: HTTPS_PROXY is not used.`,
        { cause: error },
      );
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`No usable AWS credentials for ${region} (${reason}).\n${remedy}`, { cause: error });
  } finally {
    sts.destroy();
  }
}
