import { expect, test } from '@jest/globals';
import { networkRequest } from '../../../shared/preflight/request.ts';

/** As the registration of version 0.1.0 sends it, which may be running during a deployment. */
const ofBefore = {
  ask: 'preflight',
  spec: {
    name: 'prod-eu-1',
    labels: { env: 'prod' },
    registries: [
      { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1', endpoints: ['standard'] },
      {
        name: 'quay',
        kind: 'static',
        host: 'quay.io',
        secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay-AbCdEf',
      },
    ],
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: { include: ['team-*'], exclude: [] },
        serviceAccounts: [{ name: 'default', optional: false }],
      },
    ],
    refreshEveryMinutes: 60,
    sweepEveryMinutes: 5,
    paused: false,
  },
  kubeconfig: { server: 'https://api.prod.example.com:6443', credential: { token: 'token' } },
  milliseconds: 17_000,
};

test('a preflight request from the previous version’s registration is understood', () => {
  expect(networkRequest.safeParse(ofBefore).error).toBeUndefined();
});

test('any other request is not', () => {
  expect(networkRequest.safeParse({ ...ofBefore, ask: 'push' }).success).toBe(false);
  expect(networkRequest.safeParse({ ...ofBefore, kubeconfig: {} }).success).toBe(false);
});
