import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { EmbeddedAws } from '../../../local/aws/startAws.ts';
import type { AwsCredentials } from '../../../shared/registries/clients.ts';
import { registryAsk } from '../../../shared/registries/proof/ask.ts';
import { prove } from '../../../shared/registries/proof/prove.ts';
import { provePull } from '../../../shared/registries/proof/provePull.ts';
import type { TokenWorld } from '../../../shared/registries/tokens.ts';
import { quickConfig } from './inProcess/clientConfig.ts';

/** The SDK's own clients over the embedded AWS, and its registries to try credentials at. */
export function tokenWorldOf(aws: EmbeddedAws, now: () => number): TokenWorld & { destroy(): void } {
  const made: { destroy(): void }[] = [];
  const keep = <Client extends { destroy(): void }>(client: Client): Client => {
    made.push(client);
    return client;
  };
  const of = (service: 'ecr' | 'ecr-public' | 'secretsmanager', region: string, given?: AwsCredentials) => ({
    ...quickConfig(aws, service, given),
    region,
  });
  const ask = registryAsk({ allowedCidrs: [], endpoint: aws.endpoints.registry });
  return {
    clients: {
      region: aws.region,
      sts: keep(new STSClient(quickConfig(aws, 'sts'))),
      ecr: (region, given) => keep(new ECRClient(of('ecr', region, given))),
      ecrPublic: (region, given) => keep(new ECRPUBLICClient(of('ecr-public', region, given))),
      secretsManager: (region, given) => keep(new SecretsManagerClient(of('secretsmanager', region, given))),
    },
    prove: (host, credential) => prove(ask, host, credential),
    provePull: (image, credential) => provePull(ask, image, credential),
    ecrHosts: ['*.example.com', '*.example.com:*', 'quay.io'],
    now,
    destroy: () => {
      for (const client of made) client.destroy();
    },
  };
}
