import { Failure } from '../failure.ts';
import { accountOf, awsReason, isThrottled, remedyOf, throttled } from './awsError.ts';
import { type RegistryCredential, splitAuth } from './credential.ts';
import type { Principal } from './principal.ts';

/** The service that issues a token. */
export interface TokenSource {
  /** Its name for messages: "ECR in eu-west-1". */
  service: string;
  /** Its name in VPC endpoints. */
  endpoint: string;
  region: string;
  /** Actions that the principal must be allowed on all resources. */
  actions: readonly string[];
  principal: Principal;
}

interface AuthorizationData {
  authorizationToken?: string | undefined;
  expiresAt?: Date | undefined;
}

/** AWS returns base64("AWS:<password>"). Source: GetAuthorizationToken in the APIs of ECR and ECR Public. */
export async function tokenFrom(
  source: TokenSource,
  ask: () => Promise<AuthorizationData | undefined>,
): Promise<RegistryCredential> {
  try {
    return decode(await ask(), source);
  } catch (error) {
    throw error instanceof Failure ? error : tokenFailure(error, source);
  }
}

function decode(data: AuthorizationData | undefined, { service }: TokenSource): RegistryCredential {
  const [username, password] = splitAuth(
    Buffer.from(data?.authorizationToken ?? '', 'base64').toString('utf8'),
  );
  const expiresAt = data?.expiresAt?.getTime();
  if (!username || !password || expiresAt === undefined || Number.isNaN(expiresAt))
    throw new Failure('token', `${service} answered without a usable token and expiry`, {
      remedy: 'AWS does not answer like this: check the endpoint that the function reaches as ECR.',
    });
  return { username, password, expiresAt };
}

function tokenFailure(
  error: unknown,
  { service, endpoint, region, actions, principal }: TokenSource,
): Failure {
  const call = service.replace(/^ECR( Public)?/, '$& GetAuthorizationToken');
  if (isThrottled(error)) return throttled(call, error);
  const who = principal.roleArn ?? 'PullPass’s own role';
  return new Failure('token', `${call} as ${who} failed: ${awsReason(error)}`, {
    remedy: remedyOf(error, endpoint, `Allow ${actions.join(' and ')} on resource "*" for ${who}.`, {
      region,
      account: accountOf(principal.roleArn),
    }),
    cause: error,
  });
}
