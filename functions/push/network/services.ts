import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { recordKey } from '../../../shared/clusters/store/table.ts';
import { required } from '../../../shared/environment.ts';
import { ownFipsEndpoint } from '../../../shared/fipsEndpoint.ts';

/** An AWS service that pushes call. */
export interface AwsService {
  name: string;
  /** What gives a private subnet access to it, other than NAT. */
  endpoint: string;
  /** Whether every push needs it. The others are checked only for registries that need them. */
  always: boolean;
  /** Any answer shows that it is reachable, even a refusal. */
  ask(): Promise<unknown>;
}

/** Somebody is waiting for the answer. One lost answer does not yet show that a service is out of reach. */
const impatience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};

/** No cluster can have this name. */
const nobody = '-';

/** The function's environment → the services, with their own clients. */
export function servicesFrom(environment: NodeJS.ProcessEnv): AwsService[] {
  const towards = (service: 'dynamodb' | 'secretsmanager' | 'ecr' | 'sts') => ({
    ...impatience,
    ...ownFipsEndpoint(service, environment),
  });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(towards('dynamodb')));
  const secrets = new SecretsManagerClient(towards('secretsmanager'));
  const ecr = new ECRClient(towards('ecr'));
  const sts = new STSClient(towards('sts'));
  const TableName = required(environment, 'TABLE_NAME');
  const SecretId = required(environment, 'SECRET_PREFIX') + nobody;
  const region = environment['AWS_REGION'] ?? 'its region';
  const interfaceFor = (service: string) => `an interface endpoint for ${service}`;
  return [
    {
      name: 'DynamoDB',
      endpoint: 'a gateway endpoint for dynamodb',
      always: true,
      ask: () =>
        table.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [recordKey(nobody)] } } })),
    },
    {
      name: 'Secrets Manager',
      endpoint: interfaceFor('secretsmanager'),
      always: true,
      ask: () => secrets.send(new GetSecretValueCommand({ SecretId })),
    },
    {
      name: `ECR in ${region}`,
      endpoint: interfaceFor('ecr.api'),
      always: false,
      ask: () => ecr.send(new GetAuthorizationTokenCommand({})),
    },
    {
      name: 'STS',
      endpoint: interfaceFor('sts'),
      always: false,
      ask: () => sts.send(new GetCallerIdentityCommand({})),
    },
  ];
}
