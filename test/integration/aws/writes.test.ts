import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { Fault } from '../../../local/aws/faults.ts';
import { anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

const key = { pk: { S: 'a' }, sk: { S: 'b' } };

test.each<[string, Fault | undefined, number]>([
  ['is counted', undefined, 1],
  ['whose answer is lost is counted', { kind: 'lost-answer' }, 1],
  ['that is slow is counted', { kind: 'slow', ms: 20 }, 1],
  ['that is refused is not', { kind: 'deny' }, 0],
  ['that never came is not', { kind: 'reset' }, 0],
])('a write to the table %s', async (_, fault, counted) => {
  const aws = await anAws();
  const client = using(new DynamoDBClient({ ...aws.clientConfig('dynamodb'), maxAttempts: 1 }));
  const { writes } = aws.calls;
  if (fault !== undefined) aws.faults.inject({ service: 'dynamodb', operation: 'PutItem', fault });
  await client.send(new PutItemCommand({ TableName: aws.tableName, Item: key })).catch(() => undefined);
  await client.send(new GetItemCommand({ TableName: aws.tableName, Key: key }));
  expect(aws.calls.writes - writes).toBe(counted);
});

test('messages are counted by their queue, even if the answer is lost', async () => {
  const aws = await anAws();
  const client = using(new SQSClient({ ...aws.clientConfig('sqs'), maxAttempts: 1 }));
  const send = () => client.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: '{}' }));
  await send();
  aws.faults.inject({ service: 'sqs', fault: { kind: 'lost-answer' } });
  await expect(send()).rejects.toThrow();
  expect(aws.sentTo(aws.queueUrl)).toBe(2);
  expect(aws.sentTo(aws.retryQueueUrl)).toBe(0);
});
