import { expect, test } from '@jest/globals';
import { connectionPool } from '../../../shared/kubernetes/agent.ts';
import { sharedContext } from '../../../shared/kubernetes/sharedContexts.ts';

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

test('a pool with a client key has no part in it', () => {
  const credential = { clientCertificate: 'certificate', clientKey: 'key' };
  const options = pool({ certificateAuthority: 'CA 1', credential });
  expect(options.secureContext).toBeUndefined();
  expect(options).toMatchObject({ ca: 'CA 1', cert: 'certificate', key: 'key' });
});

test('what was not used for the longest is forgotten first, so that a worker does not grow with the fleet', () => {
  const [first, second] = [sharedContext('first'), sharedContext('second')];
  for (let index = 0; index < 198; index++) sharedContext(`further ${index}`);
  expect(sharedContext('first')).toBe(first);
  sharedContext('one more');
  expect(sharedContext('first')).toBe(first);
  expect(sharedContext('second')).not.toBe(second);
});
