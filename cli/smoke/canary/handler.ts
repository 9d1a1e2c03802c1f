import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { required } from '../../../shared/environment.ts';
import { serveCanary } from './serve.ts';

const table = {
  client: DynamoDBDocumentClient.from(new DynamoDBClient({})),
  name: required(process.env, 'TABLE_NAME'),
};
const digest = required(process.env, 'TOKEN_DIGEST');

/** The Kubernetes API of the canary, behind a Function URL. */
export function handler(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  return serveCanary(event, { table, digest });
}
