import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Failure } from '../failure.ts';
import { awsFailure } from './awsError.ts';
import type { AwsCredentials, RegistryClients } from './clients.ts';
import { partitionOf } from './partition.ts';
import type { Principal } from './principal.ts';

/**
 * Seconds. Role chaining caps a session at one hour, and AWS refuses a longer one.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html#iam-term-role-chaining
 */
export const sessionSeconds = 3600;

/**
 * Calls `act` with a client that acts as a principal, and closes the client if it belongs to a role's session. `act`
 * receives the end of that session. Throws a Failure of kind assume-role or throttled, or whatever `act` throws.
 */
export async function asPrincipal<Client extends { destroy(): void }, T>(
  { region: own, sts }: RegistryClients,
  principal: Principal,
  {
    region,
    service,
    client,
  }: {
    region: string;
    /** Name for messages: "ECR in eu-west-1". */
    service: string;
    client: (region: string, credentials?: AwsCredentials) => Client;
  },
  act: (client: Client, session: RoleSession) => Promise<T>,
): Promise<T> {
  refuseOtherPartition(own, region, service);
  if (principal.roleArn === undefined) return act(client(region), {});
  const { credentials, session } = await assumeRole(sts, own, principal);
  const ofSession = client(region, credentials);
  try {
    return await act(ofSession, session);
  } finally {
    ofSession.destroy();
  }
}

/** The session of an assumed role. Empty for PullPass's own role. */
export interface RoleSession {
  /** Epoch milliseconds. */
  sessionEndsAt?: number;
}

/** Credentials of one partition do not work in another, and no role can be assumed across partitions. */
function refuseOtherPartition(own: string, region: string, service: string): void {
  const [here, there] = [partitionOf(own).name, partitionOf(region).name];
  if (here === there) return;
  throw new Failure(
    'token',
    `${service} is in the partition ${there}, and PullPass runs in ${own}, which is in ${here}`,
    {
      remedy: `No credential of ${here} is valid in ${there}. Deploy a PullPass in a region of ${there} for the clusters that pull from there; or, for a cluster that pulls from both, one in each, with different secretNames.`,
    },
  );
}

async function assumeRole(
  sts: STSClient,
  region: string,
  { roleArn, externalId }: Principal,
): Promise<{ credentials: AwsCredentials; session: RoleSession }> {
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'pullpass',
        DurationSeconds: sessionSeconds,
        ...(externalId !== undefined && { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('an answer without credentials');
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      },
      session: Expiration === undefined ? {} : { sessionEndsAt: Expiration.getTime() },
    };
  } catch (error) {
    throw awsFailure(error, {
      kind: 'assume-role',
      operation: 'STS AssumeRole',
      failed: `STS AssumeRole of ${roleArn} failed`,
      endpoint: 'sts',
      region,
      roleArn,
      remedy: `Let the trust policy of ${roleArn} name PullPass’s role and the external id of this registry, and let its name match the deploy parameter registryRoles.`,
    });
  }
}
