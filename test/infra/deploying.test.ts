import type { ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nextSteps } from '../../cli/deploy/nextSteps.ts';
import { parseOptions } from '../../cli/deploy/options.ts';
import { parseOutputs } from '../../cli/deploy/outputs.ts';
import { addressesIn } from '../../scripts/check/addresses.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { callerIdentity } from './support/callerIdentity.ts';
import { runScript } from './support/runScript.ts';

describe('what is asked for on the command line', () => {
  test('stage, region and parameters', () => {
    const args = ['--stage', 'prod', '--region', 'eu-west-1', '--param', 'a=1', '--param', 'b=x=y'];
    expect(parseOptions(args, {})).toEqual({ stage: 'prod', region: 'eu-west-1', params: ['a=1', 'b=x=y'] });
  });

  test('the path of a sites file is made whole, for osls runs in another folder', () => {
    const args = ['--region', 'eu-west-1', '--param', 'sites=sites.yml', '--param', 'sites='];
    expect(parseOptions(args, {}).params).toEqual([`sites=${join(process.cwd(), 'sites.yml')}`, 'sites=']);
  });

  test('without them: stage dev, and the region that the environment names', () => {
    expect(parseOptions([], { AWS_REGION: 'us-gov-west-1' })).toMatchObject({
      stage: 'dev',
      region: 'us-gov-west-1',
    });
    expect(parseOptions([], { AWS_DEFAULT_REGION: 'us-east-1' })).toMatchObject({ region: 'us-east-1' });
  });

  test.each([
    [['--region', 'eu-west-1', '--stage', 'Prod EU'], '--stage is "Prod EU", expected'],
    [['--region', 'here'], '--region is "here", expected'],
    [[], '--region is "", expected'],
    [['--region', 'eu-west-1', '--param', 'alarmEmail'], '--param is "alarmEmail", expected NAME=VALUE'],
    [['--region', 'eu-west-1', '--stag', 'prod'], '--stag'],
  ])('%j is refused, with what was expected', (args, message) => {
    expect(() => parseOptions(args, {})).toThrow(message);
  });
});

describe('the deploy command', () => {
  const deploy = ['cli/commands/deploy.ts', '--stage', 'test', '--region', 'eu-west-1'];
  const signedIn = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-example' };

  test('without credentials it says how to sign in, and deploys nothing', async () => {
    const { code, output } = await runScript(deploy, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^No usable AWS credentials for eu-west-1 \(CredentialsProviderError: /);
    expect(output).toContain('aws sso login');
    expect(output).not.toContain('Deploying');
  }, 30_000);

  test('without a way to AWS it says that, and does not doubt the credentials', async () => {
    const { code, output } = await runScript(deploy, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
      ...signedIn,
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^AWS cannot be reached: STS in eu-west-1 gave no answer \(ECONNREFUSED\)\./);
    expect(output).not.toContain('Sign in');
  }, 30_000);

  test('an option that there is not is refused with those that there are', async () => {
    const { code, output } = await runScript(['cli/commands/deploy.ts', '--stag', 'test'], {});
    expect(code).toBe(1);
    expect(output.split('\n').slice(0, 3)).toEqual([
      "Unknown option '--stag'",
      'Usage: npm run deploy -- --stage STAGE --region REGION [--param NAME=VALUE …]',
      'More: npm run deploy -- --help',
    ]);
  });

  test('Ctrl-C ends it at once, while AWS has not answered yet', async () => {
    let child: ChildProcess | undefined;
    const aws = await startLoopbackServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        if (body.includes('GetCallerIdentity')) response.end(callerIdentity);
        else child?.kill('SIGINT'); // and no answer, as from a slow AWS
      });
    });
    try {
      const { code, output } = await runScript(
        deploy,
        { HOME: homedir(), AWS_ENDPOINT_URL: aws.url, ...signedIn },
        (started) => {
          child = started;
        },
      );
      expect(code).toBe(130);
      expect(output).toContain('Deploying stage test to eu-west-1 as arn:aws:iam::123456789012:user/admin');
      expect(output).toContain('Interrupted.');
      expect(output).not.toContain('secret-example');
    } finally {
      await aws.stop();
    }
  }, 300_000);

  test('--help explains it', async () => {
    const { code, output } = await runScript(['cli/commands/deploy.ts', '--help'], {});
    expect(code).toBe(0);
    expect(output).toContain('npm run deploy -- --stage STAGE');
  });
});

describe('after a deployment', () => {
  const outputs = {
    apiUrl: 'https://abc.execute-api',
    alarmTopicArn: 'arn:aws:sns:x',
    pageTopicArn: 'arn:aws:sns:page',
    tableName: 'clusters',
    networks: [undefined, 'east'],
  };
  const options = { stage: 'prod', region: 'eu-west-1', params: [] };

  test('the outputs are read from the stack, whatever else it has', () => {
    const described = [
      { OutputKey: 'HttpApiUrl', OutputValue: 'https://other' },
      { OutputKey: 'ApiUrl', OutputValue: 'https://abc.execute-api' },
      { OutputKey: 'AlarmTopicArn', OutputValue: 'arn:aws:sns:x' },
      { OutputKey: 'PageTopicArn', OutputValue: 'arn:aws:sns:page' },
      { OutputKey: 'TableName', OutputValue: 'clusters' },
      { OutputKey: 'Networks', OutputValue: 'default,east' },
    ];
    expect(parseOutputs('pullpass-prod', described)).toEqual(outputs);
    expect(() => parseOutputs('pullpass-prod', [])).toThrow('The stack pullpass-prod has no output ApiUrl');
  });

  test('the admin is told how to call the API, with no credential in it', () => {
    const text = nextSteps(options, outputs);
    expect(text).toContain('--aws-sigv4 "aws:amz:eu-west-1:execute-api" https://abc.execute-api/fleet');
    expect(text).toContain(`printf 'user = "%s:%s"\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"`);
    // A command line is open to whoever runs ps.
    expect(text).not.toMatch(/--user|-H /);
    expect(text).toContain('npm run smoke -- --stage prod --region eu-west-1');
  });

  test('and how to be told of alarms: by a subscription, or by confirming the one that was asked for', () => {
    const text = nextSteps(options, outputs);
    for (const topic of ['arn:aws:sns:x', 'arn:aws:sns:page'])
      expect(text).toContain(`aws sns subscribe --region eu-west-1 --topic-arn ${topic} `);
    const params = ['alarmEmail=team@example.com', 'pageEmail=night@example.com'];
    const mailed = nextSteps({ ...options, params }, outputs);
    for (const address of ['team@example.com', 'night@example.com'])
      expect(mailed).toContain(`Confirm the subscription that AWS mails to ${address}`);
    expect(mailed).not.toContain('sns subscribe');
  });
});

test('the check for addresses finds registry hosts and the build machine’s paths, and leaves words alone', () => {
  const host = ['registry', 'npmjs', 'org'].join('.');
  const path = ['', 'work', 'main'].join('/');
  expect(addressesIn(`fine\n"https://${host}/x"\n`)).toEqual([
    { line: 2, address: host.slice('registry.'.length) },
  ]);
  expect(addressesIn(`cd ${path}`)).toHaveLength(1);
  expect(addressesIn('framework/a ./work/b /workspace docs/work/c')).toEqual([]);
});
