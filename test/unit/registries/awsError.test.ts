import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECRClient } from '@aws-sdk/client-ecr';
import { STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { withoutAnswer } from '../../../shared/registries/awsError.ts';
import { tokenSource } from '../../../shared/registries/tokens.ts';

const registry = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;
const roleArn = 'arn:aws:iam::123456789012:role/pullpass-pull';

/** Tokens from the real clients, over an address of 127.0.0.1. */
function tokensFrom(port: number) {
  const config = {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret-example' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
  };
  return tokenSource({ sts: new STSClient(config), ecr: () => new ECRClient(config) }, Date.now);
}

/** A server that gives this answer to everything, or none. */
async function serverOn(answer?: { status: number; body: string }) {
  const server = createServer((_, response) => {
    if (answer) response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port, stop };
}

test('an AWS that gives no answer is told as that, and nobody is sent to look at permissions', async () => {
  const server = await serverOn();
  try {
    const tokens = tokensFrom(server.port);
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
  // The SDK passes errors of Node.js on as they are.
  [{ name: 'Error', code: 'ENOTFOUND' }, 'ENOTFOUND'],
  [{ name: 'Error', code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  [{ name: 'Error', code: 'EAI_AGAIN' }, 'EAI_AGAIN'],
  [{ name: 'Error', code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [{ name: 'AccessDeniedException' }, undefined],
  [{ name: 'ExpiredTokenException', Code: 'ExpiredToken' }, undefined],
])('%j means that AWS was not reached: %s', (error, code) => {
  expect(withoutAnswer(error)).toBe(code);
});

test('an AWS that says no is told with what it refused, and not with all that it says', async () => {
  const said =
    'User: arn:aws:iam::1:user/x is not authorized to perform: ecr:GetAuthorizationToken on secret-y';
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: said });
  const server = await serverOn({ status: 400, body });
  try {
    await expect(tokensFrom(server.port)(registry)).rejects.toMatchObject({
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
