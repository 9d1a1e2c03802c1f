import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeDeployed, nextSteps } from '../../cli/deploy/nextSteps.ts';
import { whereArguments } from '../../cli/deploy/osls.ts';
import { parseOutputs } from '../../cli/deploy/outputs.ts';
import { checkParams } from '../../cli/deploy/params.ts';
import { addressesIn } from '../check/addresses.ts';
import { parseLine } from '../support/cli/parseLine.ts';
import { runCli } from '../support/cli/runCli.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { callerIdentity } from './support/callerIdentity.ts';
import { runScript } from './support/runScript.ts';

describe('what is requested on the command line', () => {
  test('stage, region and parameters', async () => {
    const args = ['--stage', 'prod', '--region', 'eu-west-1', '--param', 'a=1', '--param', 'b=x=y,z'];
    expect(await parseLine(['deploy', ...args])).toMatchObject({
      options: { stage: 'prod', region: 'eu-west-1', param: ['a=1', 'b=x=y,z'] },
    });
  });

  test('the path of a sites file becomes absolute, because osls runs in another folder', () => {
    expect(checkParams(['sites=sites.yml', 'sites='])).toEqual([
      `sites=${join(process.cwd(), 'sites.yml')}`,
      'sites=',
    ]);
  });

  test.each([
    ['--region eu-west-1 --stage PROD', '--stage is "PROD", expected'],
    ['--region here', '--region is "here", expected'],
    ['--region eu-west-1 --param alarmEmail', '--param is "alarmEmail", expected NAME=VALUE'],
    ['--region eu-west-1 --stag prod', "unknown option '--stag'"],
    ['--region eu-west-1 --stage canary-dev', 'pullpass-canary-STAGE is the stack of a smoke test'],
    ['--local', 'Leave out --local and --api'],
  ])('%s is refused, with what was expected', async (line, message) => {
    const { code, stdout, stderr } = await runCli(['deploy', ...line.split(' ')]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('the deploy command', () => {
  const deploy = ['cli/bin/pullpass.js', 'deploy', '--stage', 'test', '--region', 'eu-west-1'];
  const signedIn = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-example' };
  const nothing = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  };

  test('without credentials it says how to sign in, and deploys nothing', async () => {
    const { code, output } = await runScript(deploy, nothing);
    expect(code).toBe(4);
    expect(output).toMatch(/^There are no usable AWS credentials: /);
    expect(output).toContain('aws sso login');
    expect(output).not.toContain('Deploying');
  });

  test('without a way to AWS it says that, and does not blame the credentials', async () => {
    const { code, output } = await runScript(deploy, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
      ...signedIn,
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^STS in eu-west-1 was asked who you are, but gave no answer \(ECONNREFUSED\)\./);
    expect(output).not.toContain('Sign in');
  });

  test('AWS is asked with --profile, whatever the environment holds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-profile-'));
    const file = join(folder, 'credentials');
    await writeFile(
      file,
      '[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = secret-of-the-team\n',
    );
    const keys = new Set<string>();
    const aws = await startLoopbackServer((request, response) => {
      keys.add(/Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'none');
      response
        .writeHead(403)
        .end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error></ErrorResponse>');
    });
    try {
      const { code, output } = await runScript([...deploy, '--profile', 'team'], {
        ...nothing,
        AWS_SHARED_CREDENTIALS_FILE: file,
        AWS_ENDPOINT_URL: aws.url,
        ...signedIn,
      });
      expect(output).toContain('STS in eu-west-1 was asked who you are, but AWS denied it: No.');
      expect(output).not.toContain('secret-');
      expect(code).toBe(1);
      expect([...keys]).toEqual(['AKIATEAM']);
      expect(whereArguments({ stage: 'test', region: 'eu-west-1', profile: 'team' })).toEqual(
        '--stage test --region eu-west-1 --aws-profile team'.split(' '),
      );
    } finally {
      await aws.stop();
      await rm(folder, { recursive: true });
    }
  });

  test('Ctrl-C ends it at once while AWS has not answered yet', async () => {
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

  const type = (command: string) => `npx pullpass ${command} --stage prod`;

  test('the admin is told where everything is, and what to type next', () => {
    expect(describeDeployed(options, outputs)).toEqual([
      'PullPass is deployed: stage prod, region eu-west-1.',
      '',
      '  API     https://abc.execute-api',
      '  Alarms  arn:aws:sns:x',
      '  Page    arn:aws:sns:page',
      '  Table   clusters',
    ]);
    const text = nextSteps(options, outputs, type);
    for (const command of ['smoke', 'apply -f fleet.yaml', 'status'])
      expect(text).toContain(`       npx pullpass ${command} --stage prod\n`.trimEnd());
  });

  test('and how to be notified of alarms: by subscribing, or by confirming the requested subscription', () => {
    const text = nextSteps(options, outputs, type);
    for (const topic of ['arn:aws:sns:x', 'arn:aws:sns:page'])
      expect(text).toContain(`aws sns subscribe --region eu-west-1 --topic-arn ${topic} `);
    const params = ['alarmEmail=team@example.com', 'pageEmail=night@example.com'];
    const mailed = nextSteps({ ...options, params }, outputs, type);
    for (const address of ['team@example.com', 'night@example.com'])
      expect(mailed).toContain(`Confirm the subscription that AWS mails to ${address}`);
    expect(mailed).not.toContain('sns subscribe');
  });
});

test('the check for addresses finds registry hosts and the build machine’s paths, and ignores ordinary words', () => {
  const host = ['registry', 'npmjs', 'org'].join('.');
  const path = ['', 'work', 'main'].join('/');
  expect(addressesIn(`fine\n"https://${host}/x"\n`)).toEqual([
    { line: 2, address: host.slice('registry.'.length) },
  ]);
  expect(addressesIn(`cd ${path}`)).toHaveLength(1);
  expect(addressesIn('framework/a ./work/b /workspace docs/work/c')).toEqual([]);
});
