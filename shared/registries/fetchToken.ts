import { Failure } from '../failure.ts';
import { asPrincipal } from './asPrincipal.ts';
import { awsFailure } from './awsError.ts';
import type { AwsCredentials, RegistryClients } from './clients.ts';
import { type RegistryCredential, splitAuth } from './credential.ts';
import type { Principal } from './principal.ts';

/** The service that issues a token. */
export interface TokenSource<Client> {
  /** Its name for messages: "ECR in eu-west-1". */
  service: string;
  /** Its name in VPC endpoints. */
  endpoint: string;
  region: string;
  client: (region: string, credentials?: AwsCredentials) => Client;
  /** Actions that the principal must be allowed on all resources. */
  actions: readonly string[];
}

interface AuthorizationData {
  authorizationToken?: string | undefined;
  expiresAt?: Date | undefined;
}

/**
 * Requests a token of ECR or ECR Public as a principal. `ask` sends the request. AWS returns base64("AWS:<password>").
 * Source: GetAuthorizationToken in the APIs of both.
 */
export function fetchToken<Client extends { destroy(): void }>(
  clients: RegistryClients,
  { roleArn, externalId }: Principal,
  source: TokenSource<Client>,
  ask: (client: Client) => Promise<AuthorizationData | undefined>,
): Promise<RegistryCredential> {
  return asPrincipal(clients, { roleArn, externalId }, source, async (client, session) => {
    const answer = await ask(client).catch((error: unknown) => {
      throw tokenFailure(error, source, roleArn);
    });
    return { ...decode(answer, source.service), ...session };
  });
}

function decode(data: AuthorizationData | undefined, service: string): RegistryCredential {
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
  { service, endpoint, region, actions }: Omit<TokenSource<unknown>, 'client'>,
  roleArn: string | undefined,
): Failure {
  const operation = service.replace(/^ECR( Public)?/, '$& GetAuthorizationToken');
  const who = roleArn ?? 'PullPass’s own role';
  return awsFailure(error, {
    kind: 'token',
    operation,
    failed: `${operation} as ${who} failed`,
    endpoint,
    region,
    roleArn,
    remedy: `Allow ${actions.join(' and ')} on resource "*" for ${who}.`,
  });
}
