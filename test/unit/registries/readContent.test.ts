import { describe, expect, test } from '@jest/globals';
import { readContent } from '../../../shared/registries/static/readContent.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay';
const robot = { username: 'team+robot', password: 'a:secret=' };
const auth = Buffer.from('team+robot:a:secret=').toString('base64');
const config = (...hosts: string[]) => ({
  auths: Object.fromEntries(hosts.map((host) => [host, { auth, email: '' }])),
});
const read = (content: unknown, host = 'quay.io') => readContent(JSON.stringify(content), arn, host);

describe('a secret is read', () => {
  test.each([
    ['with a user and a password, whatever else is in it', { ...robot, url: 'https://quay.io' }, 'quay.io'],
    ['that is a docker config with the host', config('registry.redhat.io', 'quay.io'), 'quay.io'],
    ['that is a docker config of a part of the host', config('quay.io', 'quay.io/team-a'), 'quay.io/team-a'],
    ['that docker login wrote', config('https://index.docker.io/v1/'), 'index.docker.io'],
    [
      'that docker login wrote, by the name that images have',
      config('https://index.docker.io/v1/'),
      'docker.io',
    ],
    [
      'beside a host whose entry is elsewhere',
      { auths: { 'x.example': {}, ...config('quay.io').auths } },
      'quay.io',
    ],
    ['whose entry has user and password', { auths: { 'quay.io': robot } }, 'quay.io'],
  ])('%s', (_, content, host) => {
    expect(read(content, host)).toMatchObject(robot);
  });
});

test('a password may have lines, as a service account’s key has that is one', () => {
  const key = '{\n  "type": "service_account"\n}';
  expect(read({ username: '_json_key', password: key })).toEqual({ username: '_json_key', password: key });
});

describe('a secret is refused, with what to do, and none of its values is quoted', () => {
  test.each([
    ['that is empty', undefined, /holds neither .* nor a docker config/],
    ['that is no JSON', 'team+robot:a:secret=', /holds neither/],
    ['that is the password alone', '"a:secret="', /holds neither/],
    ['with a user alone', JSON.stringify({ username: 'team+robot' }), /holds neither/],
    ['with an empty password', JSON.stringify({ ...robot, password: '' }), /empty user or password/],
    ['with what echo puts at the end', JSON.stringify({ ...robot, password: 'a:secret=\n' }), /line break/],
    ['with a user that no docker config can hold', JSON.stringify({ ...robot, username: 'a:b' }), /colon/],
    [
      'of other hosts',
      JSON.stringify(config('registry.redhat.io')),
      /no entry for quay\.io; it has registry/,
    ],
    [
      'whose entry docker login keeps elsewhere',
      JSON.stringify({ auths: { 'quay.io': {} }, credsStore: 'desktop' }),
      /entry for quay\.io without user and password/,
    ],
    [
      'with more hosts than a message should have, and with what is no host',
      JSON.stringify({
        auths: {
          'https://user:a:secret@quay.io': { auth: '' },
          ...config(...Array.from({ length: 12 }, (_, n) => `host-${n}.example`)).auths,
        },
      }),
      /it has host-0\.example, .*host-8\.example, host-9\.example and 3 others$/,
    ],
    [
      'whose entry is not base64 of both',
      JSON.stringify({ auths: { 'quay.io': { auth: Buffer.from('token').toString('base64') } } }),
      /empty user or password/,
    ],
  ])('%s', (_, text, message) => {
    let failure: unknown;
    try {
      readContent(text, arn, 'quay.io');
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({
      kind: 'token',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\w/),
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('a:secret');
  });
});
