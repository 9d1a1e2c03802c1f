import { describe, expect, test } from '@jest/globals';
import { readContent } from '../../../shared/registries/static/readContent.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay';
const robot = { username: 'team+robot', password: 'a:secret=' };
const bound = { ...robot, host: 'quay.io' };
const auth = Buffer.from('team+robot:a:secret=').toString('base64');
const config = (...hosts: string[]) => ({
  auths: Object.fromEntries(hosts.map((host) => [host, { auth, email: '' }])),
});
const read = (content: unknown, host = 'quay.io') => readContent(JSON.stringify(content), arn, host);

describe('a secret is read', () => {
  test.each([
    ['with a user, a password and their host, whatever else is in it', { ...bound, team: 'a' }, 'quay.io'],
    [
      'with a docker config beside a user that says no host',
      { username: 'other', password: 'other', ...config('quay.io') },
      'quay.io',
    ],
    ['of a host, for a part of it', bound, 'quay.io/team-a'],
    ['of a part of a host', { ...robot, host: 'quay.io/team' }, 'quay.io/team'],
    ['of a host with a port', { ...robot, host: 'r.example:5000' }, 'r.example:5000'],
    ['of a host as people write it', { ...robot, host: ' HTTPS://Quay.io/ ' }, 'quay.io'],
    ['of Docker Hub, by whichever name', { ...robot, host: 'https://index.docker.io/v1/' }, 'docker.io'],
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
    [
      'with an entry that is kept elsewhere, beside one in another form',
      { auths: { 'https://quay.io': { auth }, 'quay.io': {} } },
      'quay.io',
    ],
    [
      'with two entries for the host, of which docker takes the one under the host itself, in any order',
      { auths: { 'quay.io': { auth }, 'https://quay.io/v1/': { auth: 'b3RoZXI6cA==' } } },
      'quay.io',
    ],
    ['with two entries that are the same', config('https://quay.io', 'https://quay.io/v2/'), 'quay.io'],
    [
      'whose auth is wrapped',
      { auths: { 'quay.io': { auth: `${auth.slice(0, 8)}\n${auth.slice(8)}\n` } } },
      'quay.io',
    ],
    [
      'with a password and an identity token',
      { auths: { 'quay.io': { auth, identitytoken: 'x' } } },
      'quay.io',
    ],
    ['of Docker Hub by another of its names', config('registry-1.docker.io'), 'docker.io'],
    ['of Docker Hub by its first name', config('docker.io'), 'index.docker.io'],
  ])('%s', (_, content, host) => {
    expect(read(content, host)).toMatchObject(robot);
  });
});

test('a byte order mark before the JSON is ignored', () => {
  expect(readContent(`\uFEFF${JSON.stringify(bound)}`, arn, 'quay.io')).toMatchObject(robot);
});

describe('a docker config is read', () => {
  test.each([['that docker login wrote', config('https://index.docker.io/v1/'), 'docker.io']])(
    '%s',
    (_, content, host) => {
      expect(read(content, host)).toMatchObject(robot);
    },
  );
});

test('a password may have line breaks, such as a service account’s key', () => {
  const key = '{\n  "type": "service_account"\n}';
  expect(read({ username: '_json_key', password: key, host: 'quay.io' })).toEqual({
    username: '_json_key',
    password: key,
  });
});

describe('a secret is read, with why it may not be sent anywhere, and none of its values is quoted', () => {
  test.each([
    ['that says no host', robot],
    ['with an invalid host', { ...robot, host: 'a:secret=' }],
    ['with a host that is not text', { ...robot, host: ['quay.io'] }],
  ])('%s', (_, content) => {
    const { unbound, ...user } = read(content);
    expect(user).toEqual(robot);
    expect(unbound).toMatchObject({
      kind: 'token',
      message: expect.stringMatching(/does not say which registry .* are for/),
      remedy: expect.stringContaining('add "host": "quay.io"'),
    });
    expect(JSON.stringify(unbound) + String(unbound)).not.toContain('a:secret');
  });

  test('but not if it names one', () => {
    expect(read(bound)).not.toHaveProperty('unbound');
  });
});

describe('a secret is refused, with what to do, and none of its values is quoted', () => {
  test.each([
    ['that is empty', undefined, /holds neither .* nor a docker config/],
    ['that is not JSON', 'team+robot:a:secret=', /holds neither/],
    ['that is the password alone', '"a:secret="', /holds neither/],
    ['with a user alone', JSON.stringify({ username: 'team+robot' }), /holds neither/],
    ['with an empty password', JSON.stringify({ ...bound, password: '' }), /empty user or password/],
    ['with what echo puts at the end', JSON.stringify({ ...bound, password: 'a:secret=\n' }), /line break/],
    ['with a user that no docker config can hold', JSON.stringify({ ...bound, username: 'a:b' }), /colon/],
    [
      'of another host',
      JSON.stringify({ ...robot, host: 'registry.redhat.io' }),
      /is for registry\.redhat\.io, and not for quay\.io$/,
    ],
    ['of a look-alike', JSON.stringify({ ...robot, host: 'quay.io.example' }), /is for quay\.io\.example/],
    ['of one part of the host', JSON.stringify({ ...robot, host: 'quay.io/team' }), /is for quay\.io\/team/],
    [
      'of other hosts',
      JSON.stringify(config('registry.redhat.io')),
      /no entry for quay\.io; it has registry/,
    ],
    [
      'whose entry docker login keeps elsewhere',
      JSON.stringify({ auths: { 'quay.io': {} }, credsStore: 'desktop' }),
      /entry for quay\.io is without user and password/,
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
      /entry for quay\.io has an "auth" that is not base64 of user, colon and password/,
    ],
    [
      'whose entry is not base64',
      JSON.stringify({ auths: { 'quay.io': { auth: 'team+robot:a:secret=' } } }),
      /entry for quay\.io has an "auth" that is not base64$/,
    ],
    [
      'whose entry is base64 of UTF-16',
      JSON.stringify({
        auths: { 'quay.io': { auth: Buffer.from('\uFEFFrobot:a:secret=', 'utf16le').toString('base64') } },
      }),
      /not base64 of text in UTF-8/,
    ],
    [
      'whose entry has a byte order mark',
      JSON.stringify({
        auths: { 'quay.io': { auth: Buffer.from('\uFEFFrobot:a:secret=').toString('base64') } },
      }),
      /byte order mark before its user/,
    ],
    [
      'whose entry has an identity token',
      JSON.stringify({
        auths: {
          'quay.io': { auth: Buffer.from('robot:').toString('base64'), identitytoken: 'a:secret=' },
        },
      }),
      /"identitytoken" in place of a password/,
    ],
    [
      'with two entries for the host, neither under the host itself, that differ',
      JSON.stringify({
        auths: { 'https://quay.io': { auth }, 'https://quay.io/v1/': { auth: 'b3RoZXI6cA==' } },
      }),
      /entry for quay\.io is one of 2 entries with different users or passwords/,
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
