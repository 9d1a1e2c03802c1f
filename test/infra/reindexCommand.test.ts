import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { runScript } from './support/runScript.ts';

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/admin</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const noTable = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  message: 'Requested resource not found',
});

test('a stage that is not deployed is told by the table that is not there', async () => {
  const aws = createServer((request, response) => {
    const isDynamoDb = request.headers['x-amz-target']?.toString().startsWith('DynamoDB_') === true;
    response.writeHead(isDynamoDb ? 400 : 200).end(isDynamoDb ? noTable : identity);
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  try {
    const { code, output } = await runScript(
      ['scripts/reindex.ts', '--stage', 'prdo', '--region', 'eu-west-1'],
      {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret-example',
      },
    );
    expect(output).toBe(
      'There is no table pullpass-prdo-clusters in eu-west-1. Is PullPass deployed there under this --stage, and by this account?\n',
    );
    expect(code).toBe(1);
  } finally {
    await new Promise((resolve) => aws.close(resolve));
  }
});
