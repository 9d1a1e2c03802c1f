import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { patience } from '../awsClients.ts';
import { required } from '../environment.ts';
import { fipsEndpoint } from '../fipsEndpoint.ts';
import type { Cidr } from '../network/cidr.ts';
import type { AwsCredentials, RegistryClients } from './clients.ts';
import { parseHostPatterns } from './hostPatterns.ts';
import { registryAsk } from './proof/ask.ts';
import { prove } from './proof/prove.ts';
import { provePull } from './proof/provePull.ts';
import type { TokenWorld } from './tokens.ts';

/** The functions' environment → what obtains and tries credentials. */
export function tokenWorldFrom(
  environment: NodeJS.ProcessEnv,
  allowedCidrs: readonly Cidr[],
): Omit<TokenWorld, 'news'> {
  const ask = registryAsk({ allowedCidrs, endpoint: environment['REGISTRY_ENDPOINT_URL'] });
  return {
    clients: clientsFor(required(environment, 'AWS_REGION')),
    prove: (host, credential) => prove(ask, host, credential),
    provePull: (image, credential) => provePull(ask, image, credential),
    ecrHosts: parseHostPatterns(environment['ECR_HOSTS'] ?? ''),
    now: Date.now,
  };
}

function clientsFor(region: string): RegistryClients {
  return {
    region,
    sts: new STSClient({ ...patience, ...fipsEndpoint('sts', region) }),
    ecr: ownKept(
      (options) => new ECRClient({ ...patience, ...fipsEndpoint('ecr', options.region), ...options }),
    ),
    // It has no FIPS endpoint, whatever the other clients use.
    ecrPublic: ownKept((options) => new ECRPUBLICClient({ ...patience, useFipsEndpoint: false, ...options })),
    secretsManager: ownKept(
      (options) =>
        new SecretsManagerClient({
          ...patience,
          ...fipsEndpoint('secretsmanager', options.region),
          ...options,
        }),
    ),
  };
}

/** One client per region for the function's own role, kept while warm; a new one for each session of another role. */
function ownKept<Client>(make: (options: { region: string; credentials?: AwsCredentials }) => Client) {
  const own = new Map<string, Client>();
  return (region: string, credentials?: AwsCredentials): Client => {
    if (credentials !== undefined) return make({ region, credentials });
    const client = own.get(region) ?? make({ region });
    own.set(region, client);
    return client;
  };
}
