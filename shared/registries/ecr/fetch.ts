import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { asPrincipal } from '../asPrincipal.ts';
import { tokenFrom } from '../awsToken.ts';
import type { Fetch } from '../kind.ts';
import type { EcrRegistry } from './schema.ts';

export const fetchEcr: Fetch<EcrRegistry> = (clients, { region, roleArn, externalId }) => {
  const principal = { roleArn, externalId };
  const service = `ECR in ${region}`;
  const source = {
    service,
    endpoint: `ecr.api in ${region}`,
    region,
    actions: ['ecr:GetAuthorizationToken'],
    principal,
  };
  return asPrincipal(
    clients,
    principal,
    { region, service, client: clients.ecr },
    async (client, session) => ({
      ...(await tokenFrom(source, async () => {
        const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
        return authorizationData?.[0];
      })),
      ...session,
    }),
  );
};
