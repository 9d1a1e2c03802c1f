import { expect, test } from '@jest/globals';
import { anAws, cleanUpAfterEach } from '../../integration/aws/useAws.ts';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();
cleanUpAfterEach();

const keys = { AWS_ACCESS_KEY_ID: 'AKIATHEUSER000000000', AWS_SECRET_ACCESS_KEY: 'theirs' };

test('with --aws the account, the region and the tokens are the user’s', async () => {
  const aws = await anAws({ region: 'eu-north-1' });
  const program = start(['--once', '--aws'], {
    ...keys,
    AWS_REGION: 'eu-north-1',
    AWS_ENDPOINT_URL_STS: aws.endpoints.sts,
    AWS_ENDPOINT_URL_ECR: aws.endpoints.ecr,
  });
  expect(await program.ended).toBe(0);
  expect(program.output()).toContain('123456789012.dkr.ecr.eu-north-1.amazonaws.com in 5 of 5 namespaces');
  expect(aws.calls.count({ service: 'sts', operation: 'GetCallerIdentity' })).toBe(1);
  expect(aws.calls.count({ service: 'ecr', operation: 'GetAuthorizationToken' })).toBeGreaterThan(0);
  expect(aws.calls.count({ service: 'dynamodb' })).toBe(0);
});

test('with --aws and no region, it says what is missing', async () => {
  const program = start(['--once', '--aws'], { ...keys, AWS_CONFIG_FILE: '/dev/null' });
  expect(await program.ended).toBe(1);
  expect(program.errors()).toContain('--aws: no region is set. Give --region');
});

test('with --aws and no credentials, it says how to sign in', async () => {
  const none = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const program = start(['--once', '--aws', '--region', 'eu-west-1'], {
    ...none,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(await program.ended).toBe(1);
  expect(program.errors()).toContain('Sign in to AWS');
});
