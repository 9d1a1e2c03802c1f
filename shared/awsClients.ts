import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PushQueues } from './clusters/dispatch.ts';
import type { Table } from './clusters/store/table.ts';
import { positive, required, sitesFrom } from './environment.ts';
import { ownFipsEndpoint } from './fipsEndpoint.ts';
import { batchedVault } from './kubeconfig/batchedVault.ts';
import { secretsManagerVault, type Vault } from './kubeconfig/vault.ts';
import { type WritableVault, writableVault } from './kubeconfig/writableVault.ts';

/**
 * AWS answers within a second or not at all: a connection that hangs must not hold up a whole function. The SDK
 * retries, with growing pauses.
 */
export const patience = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};

/** The functions' environment → the table of clusters. */
export function tableFrom(environment: NodeJS.ProcessEnv): Table {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...patience, ...ownFipsEndpoint('dynamodb', environment) }),
    {
      marshallOptions: { removeUndefinedValues: true },
    },
  );
  return {
    client,
    name: required(environment, 'TABLE_NAME'),
    // For a moment during an update, new code may run with the old environment: then the default applies.
    ...('EVENT_RETENTION_DAYS' in environment && {
      eventDays: positive(environment, 'EVENT_RETENTION_DAYS'),
    }),
  };
}

/** The functions' environment → the queues of pushes. */
export function pushQueuesFrom(environment: NodeJS.ProcessEnv): PushQueues {
  return {
    client: new SQSClient({ ...patience, ...ownFipsEndpoint('sqs', environment) }),
    urls: {
      steady: required(environment, 'PUSH_QUEUE_URL'),
      retry: required(environment, 'RETRY_QUEUE_URL'),
      suspect: required(environment, 'SUSPECT_QUEUE_URL'),
    },
    sites: sitesFrom(environment),
  };
}

/** The functions' environment → the kubeconfigs. */
export function vaultFrom(environment: NodeJS.ProcessEnv): Vault {
  const client = secretsManagerFrom(environment);
  const prefix = required(environment, 'SECRET_PREFIX');
  return batchedVault(secretsManagerVault(client, prefix), client, prefix);
}

/** The functions' environment → the kubeconfigs, also for writing. */
export function writableVaultFrom(environment: NodeJS.ProcessEnv): WritableVault {
  return writableVault(secretsManagerFrom(environment), required(environment, 'SECRET_PREFIX'), {
    kmsKeyArn: environment['KMS_KEY_ARN'] || undefined,
  });
}

export function secretsManagerFrom(environment: NodeJS.ProcessEnv): SecretsManagerClient {
  return new SecretsManagerClient({ ...patience, ...ownFipsEndpoint('secretsmanager', environment) });
}
