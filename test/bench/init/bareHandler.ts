import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicTokenCommand,
} from '@aws-sdk/client-ecr-public';
import {
  BatchGetSecretValueCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

/** The baseline for the push function: its AWS clients, made in the same way, and nothing else. */
const clients = [
  DynamoDBDocumentClient.from(new DynamoDBClient({})),
  new SecretsManagerClient({}),
  new STSClient({}),
  new ECRClient({}),
  new ECRPUBLICClient({}),
];

const commands = [
  BatchGetCommand,
  PutCommand,
  UpdateCommand,
  DeleteCommand,
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  DeleteSecretCommand,
  AssumeRoleCommand,
  GetAuthorizationTokenCommand,
  GetPublicTokenCommand,
];

export async function handler() {
  return [clients, commands];
}
