import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { withoutAnswer } from '../../../shared/registries/awsError.ts';
import { tokenSource } from '../../../shared/registries/tokens.ts';
import { fakeTokenWorld } from '../../support/fakeTokenWorld.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';

const registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;
const ofSecret = {
  name: 'quay',
  kind: 'static',
  host: 'quay.io',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay',
} as const;
const roleArn = 'arn:aws:iam::123456789012:role/pullpass-pull';

/** Tokens from the real clients, over an AWS at this address that may take this many milliseconds. */
function tokensFrom(endpoint: string, requestTimeout = 30_000) {
  const config = {
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret-example' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  };
  const world = fakeTokenWorld({ now: Date.now });
  return tokenSource({
    ...world,
    clients: {
      ...world.clients,
      sts: new STSClient(config),
      ecr: () => new ECRClient(config),
      secretsManager: () => new SecretsManagerClient(config),
    },
  });
}

/** A server that gives this answer to everything, or none. */
const serverOn = (answer?: { status: number; body: string }) =>
  startLoopbackServer((_, response) => {
    if (answer) response.writeHead(answer.status).end(answer.body);
  });

test('if AWS gives no answer, that is reported, and nobody is sent to look at permissions', async () => {
  const server = await serverOn();
  try {
    const tokens = tokensFrom(server.url, 100);
    await expect(tokens(registry)).rejects.toMatchObject({
      kind: 'token',
      message: expect.stringMatching(/own role failed: TimeoutError$/),
      remedy: expect.stringMatching(/reaches ecr\.api in eu-west-1 from where it runs/),
    });
    await expect(tokens({ ...registry, roleArn })).rejects.toMatchObject({
      kind: 'assume-role',
      message: `STS AssumeRole of ${roleArn} failed: TimeoutError`,
      remedy: expect.stringMatching(/reaches sts from where it runs/),
    });
  } finally {
    await server.stop();
  }
});

test.each([
  // The SDK passes Node.js errors on unchanged.
  [{ name: 'Error', code: 'ENOTFOUND' }, 'ENOTFOUND'],
  [{ name: 'Error', code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  [{ name: 'Error', code: 'EAI_AGAIN' }, 'EAI_AGAIN'],
  [{ name: 'Error', code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [{ name: 'Error', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [{ name: 'AccessDeniedException' }, undefined],
  [{ name: 'ExpiredTokenException', Code: 'ExpiredToken' }, undefined],
])('%j means that AWS was not reached: %s', (error, code) => {
  expect(withoutAnswer(error)).toBe(code);
});

test('if AWS refuses, what it refused is reported, but not everything it says', async () => {
  const said =
    'User: arn:aws:iam::1:user/x is not authorized to perform: ecr:GetAuthorizationToken on secret-y';
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: said });
  const server = await serverOn({ status: 400, body });
  try {
    await expect(tokensFrom(server.url)(registry)).rejects.toMatchObject({
      kind: 'token',
      message: expect.stringMatching(
        /failed: AccessDeniedException \(is not authorized to perform: ecr:GetAuthorizationToken\)$/,
      ),
      remedy: expect.stringMatching(/^Allow ecr:GetAuthorizationToken/),
    });
  } finally {
    await server.stop();
  }
});

test('if AWS itself fails, that is reported, and nobody is sent to look at permissions', async () => {
  const server = await serverOn({ status: 500, body: JSON.stringify({ __type: 'ServerException' }) });
  const remedy = expect.stringMatching(/^This is a fault of AWS, and is tried again/);
  try {
    const tokens = tokensFrom(server.url);
    await expect(tokens(registry)).rejects.toMatchObject({ kind: 'token', remedy });
    await expect(tokens({ ...registry, roleArn })).rejects.toMatchObject({ kind: 'assume-role', remedy });
    await expect(tokens(ofSecret)).rejects.toMatchObject({ kind: 'token', remedy });
  } finally {
    await server.stop();
  }
});

test('if STS is not active in its region, that is reported, not a trust policy', async () => {
  const answer =
    '<ErrorResponse><Error><Type>Sender</Type><Code>RegionDisabledException</Code><Message>STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.</Message></Error></ErrorResponse>';
  const server = await serverOn({ status: 403, body: answer });
  try {
    await expect(tokensFrom(server.url)({ ...registry, roleArn })).rejects.toMatchObject({
      kind: 'assume-role',
      message: `STS AssumeRole of ${roleArn} failed: RegionDisabledException`,
      remedy: expect.stringMatching(/knows no credentials of the account 123456789012, .* and STS in it/),
    });
  } finally {
    await server.stop();
  }
});
