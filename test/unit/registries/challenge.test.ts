import { expect, test } from '@jest/globals';
import { readChallenge } from '../../../shared/registries/proof/challenge.ts';

test.each([
  [
    'Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
    'basic',
  ],
  ['basic realm="pullpass"', 'basic'],
])('%s asks for user and password', (header, scheme) => {
  expect(readChallenge(header)).toEqual({ scheme });
});

test.each([
  [
    'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"',
    'https://public.ecr.aws/token/?service=public.ecr.aws',
  ],
  [
    // Like GitHub's: for a placeholder repository, to which a good credential may have no right.
    'Bearer realm="https://registry.example/token",service="registry.example",scope="repository:user/image:pull"',
    'https://registry.example/token?service=registry.example',
  ],
  [
    'Bearer realm="https://git.example/v2/token",service="a", Basic realm="https://elsewhere.example/"',
    'https://git.example/v2/token?service=a',
  ],
  ['Bearer realm="https://quay.io/v2/auth",service="quay.io"', 'https://quay.io/v2/auth?service=quay.io'],
  ['bearer Realm="https://auth.example/t?a=b"', 'https://auth.example/t?a=b'],
])('%s asks for a token from %s', (header, tokenUrl) => {
  expect(readChallenge(header)).toEqual({ scheme: 'bearer', tokenUrl });
});

test.each([
  undefined,
  '',
  'Negotiate',
  'Bearer service="quay.io"',
  'Bearer realm="http://quay.io/v2/auth"',
  'Bearer realm="https://user:password@quay.io/v2/auth"',
  'Bearer realm="file:///etc/passwd"',
  'Bearer realm="not a URL"',
])('no credential is sent anywhere for %j', (header) => {
  expect(readChallenge(header)).toBeUndefined();
});
