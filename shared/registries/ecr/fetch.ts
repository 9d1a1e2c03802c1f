import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { fetchToken } from '../fetchToken.ts';
import type { Fetch } from '../kind.ts';
import type { EcrRegistry } from './schema.ts';

export const fetchEcr: Fetch<EcrRegistry> = (clients, { region, ...principal }) => {
  const source = {
    service: `ECR in ${region}`,
    endpoint: `ecr.api in ${region}`,
    region,
    client: clients.ecr,
    actions: ['ecr:GetAuthorizationToken'],
  };
  return fetchToken(clients, principal, source, async (client) => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    return authorizationData?.[0];
  });
};
