import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PushQueue } from './clusters/dispatch.ts';
import type { Table } from './clusters/store/table.ts';
import { required } from './environment.ts';
import { secretsManagerVault, type Vault } from './kubeconfig/vault.ts';
import { type WritableVault, writableVault } from './kubeconfig/writableVault.ts';
import type { EcrClients } from './registries/ecr.ts';

/**
 * AWS answers within a second or not at all: a connection that hangs must not hold a whole function.
 * Retries are the SDK's own, with growing pauses.
 */
const patience = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};

/** The functions' environment → the table of clusters. */
export function tableFrom(environment: NodeJS.ProcessEnv): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(patience), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name: required(environment, 'TABLE_NAME') };
}

/** The functions' environment → the queue of pushes. */
export function pushQueueFrom(environment: NodeJS.ProcessEnv): PushQueue {
  return { client: new SQSClient(patience), url: required(environment, 'PUSH_QUEUE_URL') };
}

/** The functions' environment → the kubeconfigs. */
export function vaultFrom(environment: NodeJS.ProcessEnv): Vault {
  return secretsManagerVault(new SecretsManagerClient(patience), required(environment, 'SECRET_PREFIX'));
}

/** The functions' environment → the kubeconfigs, to write too. */
export function writableVaultFrom(environment: NodeJS.ProcessEnv): WritableVault {
  return writableVault(new SecretsManagerClient(patience), required(environment, 'SECRET_PREFIX'));
}

/** Clients for minting tokens: one ECR client a region for the function's own role, kept while warm. */
export function ecrClients(): EcrClients {
  const own = new Map<string, ECRClient>();
  return {
    sts: new STSClient(patience),
    ecr: (region, credentials) => {
      if (credentials !== undefined) return new ECRClient({ ...patience, region, credentials });
      const client = own.get(region) ?? new ECRClient({ ...patience, region });
      own.set(region, client);
      return client;
    },
  };
}
