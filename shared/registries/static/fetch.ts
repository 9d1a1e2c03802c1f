import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { never } from '../../ends.ts';
import { asPrincipal } from '../asPrincipal.ts';
import { awsFailure } from '../awsError.ts';
import type { Fetch } from '../kind.ts';
import { readContent } from './readContent.ts';
import type { StaticRegistry } from './schema.ts';

export const fetchSecret: Fetch<StaticRegistry> = (clients, { host, secretArn, roleArn, externalId }) => {
  const region = secretArn.split(':')[3] ?? '';
  const service = `Secrets Manager in ${region}`;
  return asPrincipal(
    clients,
    { roleArn, externalId },
    { region, service, client: clients.secretsManager },
    async (client) => {
      const { SecretString } = await client
        .send(new GetSecretValueCommand({ SecretId: secretArn }))
        .catch((error: unknown) => {
          throw awsFailure(error, {
            kind: 'token',
            operation: 'Secrets Manager GetSecretValue',
            failed: `The secret ${secretArn} could not be read`,
            endpoint: `secretsmanager in ${region}`,
            region,
            roleArn,
            remedy: remedyFor((error as Error).name, roleArn),
          });
        });
      return { ...readContent(SecretString, secretArn, host), expiresAt: never };
    },
  );
};

function remedyFor(name: string, roleArn: string | undefined): string {
  if (name === 'ResourceNotFoundException')
    return 'There is no such secret, or it has no value yet: correct "secretArn", or make it.';
  if (name === 'InvalidRequestException')
    return 'The secret may be scheduled for deletion: restore it, or name another as "secretArn".';
  return roleArn === undefined
    ? 'Let its name match the deploy parameter registrySecrets; where it is encrypted with a key of yours, let the key’s policy allow kms:Decrypt to PullPass’s role.'
    : `Allow secretsmanager:GetSecretValue on it to ${roleArn}, and kms:Decrypt where it is encrypted with a key of yours.`;
}
