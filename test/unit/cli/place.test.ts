import { expect, test } from '@jest/globals';
import { placeOf } from '../../../cli/connect/place.ts';
import { regionOfApi } from '../../../cli/connect/region.ts';
import { commandLine } from '../../../cli/output/next.ts';
import { rootCommand } from '../../../cli/program/globals.ts';

const optionsOf = (...args: string[]) => rootCommand().parse(args, { from: 'user' }).opts();

test('by default, the program uses an installation in AWS', () => {
  expect(placeOf(optionsOf('--region', 'eu-west-1'))).toEqual({
    kind: 'stage',
    stage: 'dev',
    region: 'eu-west-1',
    profile: undefined,
  });
});

test('--local is the service of npm start, unsigned', () => {
  expect(placeOf(optionsOf('--local'))).toEqual({ kind: 'unsigned', url: 'http://127.0.0.1:8787' });
});

test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])(
  'calls to %s are not signed',
  (api) => expect(placeOf(optionsOf('--api', api))).toEqual({ kind: 'unsigned', url: api }),
);

test('calls to any other address are signed', () => {
  const api = 'https://abc.execute-api.localhost:4566';
  expect(placeOf(optionsOf('--api', api, '--profile', 'fleet'))).toMatchObject({
    kind: 'address',
    url: api,
    profile: 'fleet',
  });
});

test.each(['prod', 'ftp://x', 'https://user:secret@x.example', 'https://x.example/?key=secret'])(
  '%s is refused as an address, and not repeated: it may hold a credential',
  (api) => {
    expect(() => placeOf(optionsOf('--api', api))).toThrow(
      'The address of the API (--api, or PULLPASS_API) is not a URL that can be used.',
    );
  },
);

test.each([
  ['https://abc.execute-api.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['https://abc.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://abc.execute-api.us-gov-west-1.api.aws', 'us-gov-west-1'],
  ['https://pullpass.example.com', undefined],
  ['https://abc.execute-api.eu-west-1.amazonaws.com.evil.example', undefined],
])('the region in %s is %s', (url, region) => expect(regionOfApi(new URL(url))).toBe(region));

test.each([
  [['--local'], {}, 'pullpass status --local'],
  [['--stage', 'prod', '--region', 'eu-west-1'], {}, 'pullpass status --stage prod --region eu-west-1'],
  [['--stage', 'prod', '--profile', 'fleet'], { PULLPASS_STAGE: 'prod' }, 'pullpass status --profile fleet'],
  [['--api', 'https://x.example'], { PULLPASS_API: 'https://x.example' }, 'pullpass status'],
  [[], { npm_command: 'exec' }, 'npx pullpass status'],
])('the next command, after %j, is typed like this one', (args, environment, expected) => {
  expect(commandLine('status', optionsOf(...args), environment)).toBe(expected);
});
