import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { asPrincipal } from '../asPrincipal.ts';
import { tokenFrom } from '../awsToken.ts';
import type { RegistryKind } from '../kind.ts';
import type { EcrRegistry } from './schema.ts';

export const ecr: RegistryKind<EcrRegistry> = {
  fetch: (clients, { region, roleArn, externalId }) => {
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
  },

  remedy: ({ roleArn, accountId, region }) =>
    `Check accountId (${accountId}) and region (${region}), and that nothing between PullPass and ECR, such as a VPC endpoint policy, refuses ${roleArn ?? 'PullPass’s own role'}.`,
};
