import { expect, test } from '@jest/globals';
import { connectionPool } from '../../../shared/kubernetes/agent.ts';
import { sharedContext } from '../../../shared/kubernetes/tlsContexts.ts';
import { certificate } from '../kubeconfig/support/certificates.ts';

const pool = (options: object) =>
  connectionPool(
    { server: 'https://api.example.com', credential: { token: 'token' }, ...options },
    {
      concurrency: 1,
      lookup: () => {},
    },
  ).options;

test('pools that trust the same CA share its TLS context, and others have another', () => {
  const one = pool({ certificateAuthority: 'CA 1' }).secureContext;
  expect(one).toBeDefined();
  expect(pool({ certificateAuthority: 'CA 1' }).secureContext).toBe(one);
  expect(pool({ certificateAuthority: 'CA 2' }).secureContext).not.toBe(one);
  expect(pool({}).secureContext).not.toBe(one);
  expect(pool({}).secureContext).toBe(pool({}).secureContext);
});

test('a pool with a client key never shares one', async () => {
  const { cert, key } = await certificate(new Date('2090-01-01'));
  const credential = { clientCertificate: cert, clientKey: key };
  const one = pool({ certificateAuthority: 'CA 1', credential }).secureContext;
  expect(one).toBeDefined();
  expect(one).not.toBe(pool({ certificateAuthority: 'CA 1' }).secureContext);
  expect(one).not.toBe(pool({ certificateAuthority: 'CA 1', credential }).secureContext);
});

test('a client key that OpenSSL refuses is the kubeconfig’s fault', async () => {
  const { cert } = await certificate(new Date('2090-01-01'));
  const { key } = await certificate(new Date('2090-01-01'));
  expect(() => pool({ credential: { clientCertificate: cert, clientKey: key } })).toThrow(
    expect.objectContaining({ kind: 'kubeconfig', message: expect.stringContaining('KEY_VALUES_MISMATCH') }),
  );
});

test('what has been unused longest is forgotten first, so that a worker does not grow with the fleet', () => {
  const [first, second] = [sharedContext('first'), sharedContext('second')];
  for (let index = 0; index < 198; index++) sharedContext(`further ${index}`);
  expect(sharedContext('first')).toBe(first);
  sharedContext('one more');
  expect(sharedContext('first')).toBe(first);
  expect(sharedContext('second')).not.toBe(second);
});
