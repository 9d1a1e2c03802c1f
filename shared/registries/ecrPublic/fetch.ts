import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { fetchToken } from '../fetchToken.ts';
import type { Fetch } from '../kind.ts';
import { ecrPublicRegion as region } from './region.ts';
import type { EcrPublicRegistry } from './schema.ts';

export const fetchEcrPublic: Fetch<EcrPublicRegistry> = (clients, principal) => {
  const source = {
    service: `ECR Public in ${region}`,
    endpoint: `api.ecr-public.${region}.amazonaws.com`,
    region,
    client: clients.ecrPublic,
    actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  };
  return fetchToken(clients, principal, source, async (client) => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    return authorizationData;
  });
};
