import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { withoutAnswer } from '../../shared/registries/awsError.ts';
import type { EcrRegistry } from '../../shared/registries/ecr/schema.ts';

/** The account and region of the simulated tokens' ECR. */
const standIn = { accountId: '123456789012', region: 'eu-west-1' };

export interface RegistryFlags {
  aws: boolean;
  account: string | undefined;
  region: string | undefined;
}

/**
 * The registry from which clusters on this machine should pull.
 *
 * With `--aws` and no account, asks STS with the user's own credentials; without a region, the SDK's order applies
 * (AWS_REGION, then the profile).
 *
 * @throws Error that says what is missing in the user's AWS setup
 */
export async function registryFor({ aws, account, region }: RegistryFlags): Promise<EcrRegistry> {
  const base = { name: 'main', kind: 'ecr' } as const;
  if (!aws) return { ...base, accountId: account ?? standIn.accountId, region: region ?? standIn.region };
  const client = new STSClient({
    ...(region === undefined ? {} : { region }),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
  });
  try {
    const chosen = region ?? (await regionOf(client));
    return { ...base, region: chosen, accountId: account ?? (await accountOf(client)) };
  } finally {
    client.destroy();
  }
}

async function regionOf(client: STSClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new Error('--aws: no region is set. Give --region eu-west-1, or set AWS_REGION.');
  }
}

async function accountOf(client: STSClient): Promise<string> {
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined) return Account;
  } catch (error) {
    const unreached = withoutAnswer(error);
    if (unreached !== undefined)
      throw new Error(
        `--aws: STS gives no answer (${unreached}). Check the region and this machine's way to AWS: HTTPS_PROXY is not used.`,
      );
    const { name, message } = error as Error;
    throw new Error(
      `--aws: STS does not say which account this is (${name}: ${message}). Sign in to AWS, for example with \`aws sso login\`, or give --account.`,
    );
  }
  throw new Error('--aws: STS answered without an account. Give --account.');
}
