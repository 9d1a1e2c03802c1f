import { expect, test } from '@jest/globals';
import { Failure } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { deserialiseKubeconfig, serialiseKubeconfig } from '../../../shared/kubeconfig/stored.ts';

const canary = 'c4n4ry-S3CRET-value';
const token: Kubeconfig = { server: 'https://api.example.com:6443', credential: { token: canary } };
const full: Kubeconfig = {
  server: 'https://api.example.com:6443',
  certificateAuthority: 'PEM',
  tlsServerName: 'kubernetes.default.svc',
  proxyUrl: 'http://proxy.example.com:3128',
  credential: { clientCertificate: 'PEM', clientKey: canary },
};

const signedIn: Kubeconfig = {
  ...token,
  tlsServerName: '10.0.0.1',
  proxyUrl: `http://me:${canary}@proxy.example.com`,
};

test.each([[token], [full], [signedIn]])('what is stored is read back the same', (kubeconfig) => {
  expect(deserialiseKubeconfig(serialiseKubeconfig(kubeconfig))).toStrictEqual(kubeconfig);
});

test('the stored form contains its version', () => {
  expect(JSON.parse(serialiseKubeconfig(token))).toEqual({ version: 1, kubeconfig: token });
});

const stored = (value: object, version = 1) => JSON.stringify({ version, kubeconfig: value });

test.each([
  ['empty', ''],
  ['no JSON', canary],
  ['cut off', serialiseKubeconfig(token).slice(0, -3)],
  ['null', 'null'],
  ['of another version', stored(token, 2)],
  ['without a version', JSON.stringify({ kubeconfig: token })],
  ['without a credential', stored({ server: token.server })],
  [
    'with two credentials',
    stored({ ...full, credential: { token: canary, clientKey: canary, clientCertificate: 'PEM' } }),
  ],
  ['with half a certificate', stored({ ...token, credential: { clientKey: canary } })],
  ['with an empty token', stored({ ...token, credential: { token: '' } })],
  ['for http', stored({ ...token, server: `http://${canary}` })],
  ['with a proxy of another scheme', stored({ ...token, proxyUrl: `socks5://${canary}` })],
  ['with a field that is unknown', stored({ ...token, [canary]: canary })],
])('a value that is %s is a Failure that shows nothing of it', (_scenario, text) => {
  let failure: unknown;
  try {
    deserialiseKubeconfig(text);
  } catch (error) {
    failure = error;
  }
  if (!(failure instanceof Failure)) throw new Error('expected a Failure');
  expect(failure.kind).toBe('kubeconfig');
  expect(failure.remedy).toContain('{kubeconfig}');
  expect(failure.cause).toBeUndefined();
  expect([failure.message, failure.stack, JSON.stringify(failure)].join()).not.toContain(canary);
});
