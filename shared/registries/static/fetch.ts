import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { never } from '../../ends.ts';
import { Failure } from '../../failure.ts';
import { asPrincipal } from '../asPrincipal.ts';
import { accountOf, awsReason, isThrottled, remedyOf, throttled } from '../awsError.ts';
import type { Fetch } from '../kind.ts';
import { readContent } from './readContent.ts';
import type { StaticRegistry } from './schema.ts';

export const fetchSecret: Fetch<StaticRegistry> = (clients, { host, secretArn, roleArn, externalId }) => {
  const region = secretArn.split(':')[3] ?? '';
  const principal = { roleArn, externalId };
  const service = `Secrets Manager in ${region}`;
  return asPrincipal(
    clients,
    principal,
    { region, service, client: clients.secretsManager },
    async (client) => {
      const { SecretString } = await client
        .send(new GetSecretValueCommand({ SecretId: secretArn }))
        .catch((error: unknown) => {
          throw readFailure(error, secretArn, region, roleArn);
        });
      return { ...readContent(SecretString, secretArn, host), expiresAt: never };
    },
  );
};

function readFailure(
  error: unknown,
  secretArn: string,
  region: string,
  roleArn: string | undefined,
): Failure {
  if (isThrottled(error)) return throttled('Secrets Manager GetSecretValue', error);
  return new Failure('token', `The secret ${secretArn} could not be read: ${awsReason(error)}`, {
    remedy: remedyOf(error, `secretsmanager in ${region}`, remedyFor((error as Error).name, roleArn), {
      region,
      account: accountOf(roleArn),
    }),
    cause: error,
  });
}

function remedyFor(name: string, roleArn: string | undefined): string {
  if (name === 'ResourceNotFoundException')
    return 'There is no such secret, or it has no value yet: correct "secretArn", or make it.';
  if (name === 'InvalidRequestException')
    return 'The secret may be scheduled for deletion: restore it, or name another as "secretArn".';
  return roleArn === undefined
    ? 'Let its name match the deploy parameter registrySecrets; where it is encrypted with a key of yours, let the key’s policy allow kms:Decrypt to PullPass’s role.'
    : `Allow secretsmanager:GetSecretValue on it to ${roleArn}, and kms:Decrypt where it is encrypted with a key of yours.`;
}
