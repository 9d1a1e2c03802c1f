import { expect, test } from '@jest/globals';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { callerIdentity } from './support/callerIdentity.ts';
import { runScript } from './support/runScript.ts';

const noTable = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  message: 'Requested resource not found',
});

test('for a stage that is not deployed, it names the missing table', async () => {
  const aws = await startLoopbackServer((request, response) => {
    const isDynamoDb = request.headers['x-amz-target']?.toString().startsWith('DynamoDB_') === true;
    response.writeHead(isDynamoDb ? 400 : 200).end(isDynamoDb ? noTable : callerIdentity);
  });
  try {
    const { code, output } = await runScript(
      ['cli/bin/pullpass.js', 'reindex', '--stage', 'prdo', '--region', 'eu-west-1'],
      {
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret-example',
      },
    );
    expect(output).toBe(
      'There is no table pullpass-prdo-clusters in eu-west-1.\n→ Is PullPass deployed there under this --stage, and in this account?\n',
    );
    expect(code).toBe(1);
  } finally {
    await aws.stop();
  }
});
