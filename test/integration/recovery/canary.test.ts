import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { digestOf } from '../../../cli/smoke/canary/sealed.ts';
import { serveCanary } from '../../../cli/smoke/canary/serve.ts';
import { anAws, cleanUpAfterEach, using } from '../aws/useAws.ts';

cleanUpAfterEach();
let client: DynamoDBDocumentClient;
const token = 'the token of this run';
const bearer = token.replaceAll(' ', '-');

beforeEach(async () => {
  const aws = await anAws();
  client = DynamoDBDocumentClient.from(using(new DynamoDBClient(aws.clientConfig('dynamodb'))));
  await client.send(
    new CreateTableCommand({
      TableName: 'canary',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
});

const secrets = '/api/v1/namespaces/smoke/secrets/ecr-credentials';

async function ask(method: string, rawPath: string, body?: object, authorization = `Bearer ${bearer}`) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await serveCanary(
    {
      rawPath,
      rawQueryString: method === 'PATCH' ? 'fieldManager=pullpass' : '',
      headers: { authorization, 'content-type': 'application/apply-patch+yaml' },
      // As Lambda passes on what it does not recognise as text.
      ...(text !== undefined && { body: Buffer.from(text).toString('base64') }),
      isBase64Encoded: text !== undefined,
      requestContext: { http: { method } },
    },
    { table: { client, name: 'canary' }, digest: digestOf(bearer) },
  );
  return answer as { statusCode: number; body: string };
}

const secret = (value: string, name = 'ecr-credentials') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  data: { [value]: Buffer.from('a registry credential').toString('base64') },
});

test('what one instance learned, every other one knows', async () => {
  expect((await ask('GET', secrets)).statusCode).toBe(404);
  expect((await ask('PATCH', secrets, secret('one'))).statusCode).toBe(201);
  expect((await ask('GET', secrets)).statusCode).toBe(200);
  expect((await ask('PATCH', secrets, secret('two'))).statusCode).toBe(200);
  const { data } = JSON.parse((await ask('GET', secrets)).body);
  expect(Object.keys(data)).toEqual(['two']);
  expect((await ask('DELETE', secrets)).statusCode).toBe(200);
  expect((await ask('GET', secrets)).statusCode).toBe(404);
});

test('writes at the same time all take effect, one after another', async () => {
  await ask('GET', secrets);
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((value) => ask('PATCH', secrets, secret(value))),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 201]);
});

test('a caller without the token is refused, and costs the table nothing', async () => {
  for (const authorization of ['Bearer another', `Bearer ${digestOf(bearer)}`, 'Basic x', ''])
    expect((await ask('GET', secrets, undefined, authorization)).statusCode).toBe(401);
  const { Items } = await client.send(new ScanCommand({ TableName: 'canary' }));
  expect(Items).toEqual([]);
});

test('neither the token nor what was pushed can be read in the table', async () => {
  await ask('PATCH', secrets, secret('one'));
  const { Items } = await client.send(new ScanCommand({ TableName: 'canary' }));
  const text = JSON.stringify(Items);
  expect(text).toContain('sealed');
  for (const hidden of [bearer, 'credential', Buffer.from('a registry credential').toString('base64')])
    expect(text).not.toContain(hidden);
});
