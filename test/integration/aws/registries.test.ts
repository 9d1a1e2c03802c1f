import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import type { EmbeddedAws } from '../../../local/aws/startAws.ts';
import { anAws, cleanUpAfterEach, using } from './useAws.ts';

cleanUpAfterEach();

const own = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const foreign = '210987654321.dkr.ecr.eu-west-1.amazonaws.com';
const foreignRepository = 'arn:aws:ecr:eu-west-1:210987654321:repository/team/app';
const functions = 'arn:aws:sts::123456789012:assumed-role/pullpass-local/local';
const pulls = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];

/** An ECR token, for the functions' role or for one that is assumed first. */
async function tokenOf(aws: EmbeddedAws, RoleArn?: string): Promise<string> {
  const config = { ...aws.clientConfig('ecr'), maxAttempts: 1 };
  if (RoleArn !== undefined) {
    const sts = using(new STSClient({ ...aws.clientConfig('sts'), maxAttempts: 1 }));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'pullpass' }));
    config.credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    } as never;
  }
  const client = using(new ECRClient(config));
  const { authorizationData: [data] = [] } = await client.send(new GetAuthorizationTokenCommand({}));
  return data?.authorizationToken ?? '';
}

/** A registry's answer to a request to get, or send, an image's manifest. */
async function manifest(aws: EmbeddedAws, host: string, token: string, method = 'GET') {
  const response = await fetch(`${aws.endpoints.registry}/${host}/v2/team/app/manifests/1.2`, {
    method,
    headers: { authorization: `Basic ${token}` },
  });
  const body =
    method === 'HEAD' ? undefined : ((await response.json()) as { errors?: [{ message: string }] });
  return { status: response.status, body, why: body?.errors?.[0].message };
}

const refusal = (user: string, action: string, repository: string, why: string) =>
  `User: ${user} is not authorized to perform: ${action} on resource: ${repository} ${why}`;

test('with the default role’s token, an image is pulled from its own account, and none is pushed', async () => {
  const aws = await anAws();
  const token = await tokenOf(aws);
  expect(await manifest(aws, own, token)).toMatchObject({ status: 200, body: { schemaVersion: 2 } });
  expect((await manifest(aws, own, token, 'HEAD')).status).toBe(200);
  const repository = 'arn:aws:ecr:eu-west-1:123456789012:repository/team/app';
  expect(await manifest(aws, own, token, 'PUT')).toMatchObject({
    status: 403,
    why: refusal(
      functions,
      'ecr:PutImage',
      repository,
      'because no identity-based policy allows the ecr:PutImage action',
    ),
  });
});

test('with a role that may only obtain tokens, nothing is pulled, in ECR’s own words', async () => {
  const mints = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' } as const;
  const aws = await anAws({ functionPolicies: [{ Statement: mints }] });
  expect(await manifest(aws, own, await tokenOf(aws))).toEqual({
    status: 403,
    body: { errors: [{ code: 'DENIED', message: expect.any(String) }] },
    why: refusal(
      functions,
      'ecr:BatchGetImage',
      'arn:aws:ecr:eu-west-1:123456789012:repository/team/app',
      'because no identity-based policy allows the ecr:BatchGetImage action',
    ),
  });
});

test('another account’s repository requires both policies', async () => {
  const alone = await anAws();
  const letsThemIn = {
    Statement: { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: pulls },
  } as const;
  alone.repositoryPolicies.set(foreignRepository, letsThemIn);
  expect((await manifest(alone, foreign, await tokenOf(alone))).why).toContain('no identity-based policy');

  const both = await anAws({
    functionPolicies: [
      { Statement: { Effect: 'Allow', Action: pulls, Resource: 'arn:aws:ecr:*:210987654321:repository/*' } },
    ],
  });
  expect((await manifest(both, foreign, await tokenOf(both))).why).toContain('no resource-based policy');
  both.repositoryPolicies.set(foreignRepository, letsThemIn);
  expect((await manifest(both, foreign, await tokenOf(both))).status).toBe(200);
});

test('a role of another account pulls there, unless its policies forbid it', async () => {
  const aws = await anAws();
  const role = 'arn:aws:iam::210987654321:role/teams/pullpass-pull';
  const token = await tokenOf(aws, role);
  expect((await manifest(aws, foreign, token)).status).toBe(200);
  expect((await manifest(aws, own, token)).why).toBe(
    refusal(
      'arn:aws:sts::210987654321:assumed-role/pullpass-pull/pullpass',
      'ecr:BatchGetImage',
      'arn:aws:ecr:eu-west-1:123456789012:repository/team/app',
      'because no identity-based policy allows the ecr:BatchGetImage action',
    ),
  );
  aws.sts.roles.set(role, { policies: [] });
  expect((await manifest(aws, foreign, token)).status).toBe(403);
});

test('a missing image is not found, for callers who may ask', async () => {
  const aws = await anAws();
  aws.missingImages.add(`${own}/team/app:1.2`);
  const answer = await manifest(aws, own, await tokenOf(aws));
  expect(answer).toMatchObject({ status: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN' }] } });
});

test('nobody pulls without signing in, or with a token that is not ECR’s', async () => {
  const aws = await anAws();
  const url = `${aws.endpoints.registry}/${own}/v2/team/app/manifests/1.2`;
  const anonymous = await fetch(url);
  expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
    401,
    `Basic realm="https://${own}/",service="ecr.amazonaws.com"`,
  ]);
  expect((await manifest(aws, own, Buffer.from('AWS:made-up').toString('base64'))).status).toBe(401);
});
