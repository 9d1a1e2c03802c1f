import { type ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Failure } from '../failure.ts';
import { awsReason, withoutAnswer } from './awsError.ts';
import type { RegistryCredential } from './credential.ts';
import type { EcrRegistry } from './schema.ts';

/** The principal and region a token is minted for. A token is not portable between regions. */
export type EcrPrincipal = Pick<EcrRegistry, 'region' | 'roleArn' | 'externalId'>;

export interface EcrClients {
  sts: STSClient;
  /** An ECR client in a region, with the credentials given or else the function's own. */
  ecr(region: string, credentials?: AwsCredentials): Pick<ECRClient, 'send' | 'destroy'>;
}

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Role chaining caps a session at one hour, and AWS refuses a longer one. */
const sessionSeconds = 3600;

/** Mints one token. Throws a Failure of kind assume-role, token or throttled. */
export async function mintEcrToken(
  clients: EcrClients,
  principal: EcrPrincipal,
): Promise<RegistryCredential> {
  const credentials = principal.roleArn === undefined ? undefined : await assumeRole(clients.sts, principal);
  const ecr = clients.ecr(principal.region, credentials);
  try {
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    return decodeToken(authorizationData?.[0], principal.region);
  } catch (error) {
    throw error instanceof Failure ? error : tokenFailure(error, principal);
  } finally {
    if (credentials !== undefined) ecr.destroy();
  }
}

async function assumeRole(sts: STSClient, { roleArn, externalId }: EcrPrincipal): Promise<AwsCredentials> {
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'pullpass',
        DurationSeconds: sessionSeconds,
        ...(externalId !== undefined && { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('an answer without credentials');
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    if (isThrottled(error)) throw throttled('STS AssumeRole', error);
    throw new Failure('assume-role', `STS AssumeRole of ${roleArn} failed: ${awsReason(error)}`, {
      remedy: withoutAnswer(error)
        ? noWay('sts')
        : `Let the trust policy of ${roleArn} name PullPass’s role and the external id of this registry, and let its name match the deploy parameter registryRoles.`,
      cause: error,
    });
  }
}

/** AWS gives base64("AWS:<password>"). Source: the ECR API's GetAuthorizationToken. */
function decodeToken(
  data: { authorizationToken?: string | undefined; expiresAt?: Date | undefined } | undefined,
  region: string,
): RegistryCredential {
  const [username, password] = splitOnce(
    Buffer.from(data?.authorizationToken ?? '', 'base64').toString('utf8'),
    ':',
  );
  const expiresAt = data?.expiresAt?.getTime();
  if (!username || !password || expiresAt === undefined || Number.isNaN(expiresAt))
    throw new Failure('token', `ECR in ${region} answered without a usable token and expiry`, {
      remedy:
        'This is not an answer that Amazon ECR gives: check the endpoint that the function reaches as ECR.',
    });
  return { username, password, expiresAt };
}

function tokenFailure(error: unknown, { region, roleArn }: EcrPrincipal): Failure {
  if (isThrottled(error)) return throttled(`ECR GetAuthorizationToken in ${region}`, error);
  const principal = roleArn ?? 'PullPass’s own role';
  return new Failure(
    'token',
    `ECR GetAuthorizationToken in ${region} as ${principal} failed: ${awsReason(error)}`,
    {
      remedy: withoutAnswer(error)
        ? noWay(`ecr.api in ${region}`)
        : `Allow ecr:GetAuthorizationToken on resource "*" for ${principal}.`,
      cause: error,
    },
  );
}

const noWay = (service: string) =>
  `Check that PullPass reaches ${service} from where it runs: in a VPC it needs NAT or a VPC endpoint for it.`;

function throttled(what: string, cause: unknown): Failure {
  return new Failure('throttled', `${what} was throttled by AWS`, {
    remedy:
      'The push is retried with growing pauses. If it lasts, look for other callers of this API in the account.',
    cause,
  });
}

function isThrottled(error: unknown): boolean {
  return /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(
    (error as Error | undefined)?.name ?? '',
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
