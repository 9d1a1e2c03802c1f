import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { STSClient } from '@aws-sdk/client-sts';

/** The clients that obtain credentials. Each is for a region, with the given credentials or PullPass's own. */
export interface RegistryClients {
  /** The region that PullPass runs in. */
  region: string;
  sts: STSClient;
  ecr(region: string, credentials?: AwsCredentials): Pick<ECRClient, 'send' | 'destroy'>;
  ecrPublic(region: string, credentials?: AwsCredentials): Pick<ECRPUBLICClient, 'send' | 'destroy'>;
  secretsManager(
    region: string,
    credentials?: AwsCredentials,
  ): Pick<SecretsManagerClient, 'send' | 'destroy'>;
}

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}
