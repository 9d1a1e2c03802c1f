import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { readTableDefinition, tableDefinition } from '../../../shared/clusters/store/tableDefinition.ts';
import { anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

test('the local table has the keys and the indexes of infra/table.yml', async () => {
  const aws = await anAws();
  const client = using(new DynamoDBClient(aws.clientConfig('dynamodb')));

  const { Table } = await client.send(new DescribeTableCommand({ TableName: aws.tableName }));

  const { KeySchema, GlobalSecondaryIndexes } = await readTableDefinition();
  expect(Table?.TableStatus).toBe('ACTIVE');
  expect(Table?.KeySchema).toEqual(KeySchema);
  const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  expect(indexes?.length).toBe(GlobalSecondaryIndexes?.length);
  expect(indexes).toEqual(expect.arrayContaining(GlobalSecondaryIndexes ?? []));
});

const table = (extra = '') => `
Resources:
  Clusters:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '\${AWS::StackName}-clusters'
      SSESpecification: !If [Encrypted, { SSEEnabled: true }, !Ref AWS::NoValue]
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
${extra}`;

test('CloudFormation’s tags around the keys do no harm', () => {
  const file = table('  Queue: { Type: AWS::SQS::Queue, Properties: { Name: !GetAtt Clusters.Arn } }');

  expect(tableDefinition(file, 'a.yml')).toEqual({
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [],
  });
});

test.each([
  ['broken YAML', 'Resources: [', /a\.yml is not YAML/],
  ['no resources', 'Outputs: {}', /a\.yml is no table definition/],
  ['no table', 'Resources: {}', /must hold one AWS::DynamoDB::Table; it holds 0/],
  ['two tables', table('  Other: { Type: AWS::DynamoDB::Table }'), /it holds 2/],
  [
    'a table without keys',
    'Resources: { A: { Type: AWS::DynamoDB::Table } }',
    /a\.yml is no table definition/,
  ],
])('a file with %s is refused by name', (_case, text, message) => {
  expect(() => tableDefinition(text, 'a.yml')).toThrow(message);
});
