import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { asPrincipal } from '../asPrincipal.ts';
import { tokenFrom } from '../awsToken.ts';
import type { Fetch } from '../kind.ts';
import { ecrPublicRegion } from './region.ts';
import type { EcrPublicRegistry } from './schema.ts';

const region = ecrPublicRegion;

export const fetchEcrPublic: Fetch<EcrPublicRegistry> = (clients, { roleArn, externalId }) => {
  const principal = { roleArn, externalId };
  const service = `ECR Public in ${region}`;
  const source = {
    service,
    endpoint: `api.ecr-public.${region}.amazonaws.com`,
    region,
    actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    principal,
  };
  return asPrincipal(
    clients,
    principal,
    { region, service, client: clients.ecrPublic },
    async (client, session) => ({
      ...(await tokenFrom(source, async () => {
        const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
        return authorizationData;
      })),
      ...session,
    }),
  );
};
