import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { root } from '../../cli/deploy/build/functions.ts';
import { servicesFrom } from '../../functions/push/network/services.ts';
import { lanes, networkOf } from '../../shared/clusters/dispatch.ts';
import { parseLine } from '../support/cli/parseLine.ts';
import { alarmsOf, dimensionsOf } from './support/alarms.ts';
import { type Grant, grantsOf } from './support/grants.ts';
import { aVpc, networkActions, twoSites } from './support/networks.ts';
import { packageService } from './support/osls/packageService.ts';
import { packagedTemplate, readable, resourcesOf, stage, type Template } from './support/template.ts';

const { readSites } = createRequire(import.meta.url)('../../infra/networks/readSites.cjs') as {
  readSites(file: string, content: unknown): unknown;
};

interface Lambda {
  FunctionName: string;
  Role: unknown;
  VpcConfig?: { SubnetIds: string[]; SecurityGroupIds: string[] };
  Environment: { Variables: Record<string, unknown> };
  Code: { S3Key: string };
  Timeout: number;
}

let plain: Template;
let inVpc: Template;
let sites: Template;
beforeAll(async () => {
  [plain, inVpc, sites] = await Promise.all([
    packagedTemplate(),
    packagedTemplate(aVpc),
    packagedTemplate({ sites: twoSites }),
  ]);
}, 300_000);

const lambda = (template: Template, name: string): Lambda => {
  const all = Object.values(resourcesOf<Lambda>(template, 'AWS::Lambda::Function'));
  const found = all.find(({ FunctionName }) => FunctionName === `pullpass-${stage}-${name}`);
  if (found === undefined) throw new Error(`There is no function ${name}.`);
  return found;
};
const roleOf = (template: Template, name: string) =>
  readable(lambda(template, name).Role).replace(/\.Arn$/, '');
const granted = (template: Template, role: string, prefix: string): Grant[] =>
  grantsOf(template, role).filter(({ action }) => action.startsWith(prefix));
const resources = (grants: Grant[]) => [...new Set(grants.map(({ resource }) => resource))].sort();

const siteQueues = [
  'PushQueueDasheast',
  'PushQueueDashplantDash7',
  'RetryQueueDasheast',
  'RetryQueueDashplantDash7',
  'SuspectQueueDasheast',
  'SuspectQueueDashplantDash7',
];
const invokes = (id: string): Grant => ({ action: 'lambda:InvokeFunction', resource: `${id}.Arn` });
const functionArn = (name: string) => `arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:${name}`;

describe('with no parameter', () => {
  test('no function is in a VPC, and no role may make network interfaces', () => {
    for (const { VpcConfig } of Object.values(resourcesOf<Lambda>(plain, 'AWS::Lambda::Function')))
      expect(VpcConfig).toBeUndefined();
    expect(JSON.stringify(plain)).not.toContain('ec2:');
  });

  test('the registration may call the push function; nobody else may call a function, except the schedule', () => {
    for (const [id, { Type }] of Object.entries(plain.Resources))
      if (Type === 'AWS::IAM::Role' && id !== 'ScheduleRole')
        expect([id, granted(plain, id, 'lambda:')]).toEqual([
          id,
          id === 'RegistrationRole' ? [invokes('PushLambdaFunction')] : [],
        ]);
  });

  test('the only network is the default one', () => {
    expect(plain.Outputs['Networks']?.Value).toBe('default');
  });
});

describe('with subnets and security groups', () => {
  test('the push function is in them, and no other', () => {
    expect(lambda(inVpc, 'push').VpcConfig).toEqual({
      SubnetIds: aVpc.subnetIds.split(', '),
      SecurityGroupIds: [aVpc.securityGroupIds],
    });
    for (const name of ['refresh', 'registration', 'widget'])
      expect(lambda(inVpc, name).VpcConfig).toBeUndefined();
  });

  test('Lambda may make its network interfaces, and its own code may not', () => {
    expect(granted(inVpc, 'PushRole', 'ec2:').map(({ action }) => action)).toEqual(networkActions);
    const policies = inVpc.Resources['PushRole']?.Properties['Policies'] as Wire[];
    const denied = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).find(isDeny);
    expect(denied).toMatchObject({ Action: networkActions, Resource: '*' });
    expect(readable(denied.Condition.ArnEquals['lambda:SourceFunctionArn'])).toBe(
      functionArn('pullpass-test-push'),
    );
    for (const role of ['RefreshRole', 'RegistrationRole', 'WidgetRole'])
      expect(granted(inVpc, role, 'ec2:')).toEqual([]);
  });

  test('and nothing else changes', () => {
    const shape = (template: Template) => Object.keys(template.Resources).sort();
    expect(shape(inVpc)).toEqual(shape(plain));
  });
});

describe('with two sites', () => {
  test('each has its own push function in its own network, otherwise like the default one', () => {
    const push = lambda(sites, 'push');
    expect(push.VpcConfig).toBeUndefined();
    expect(lambda(sites, 'push-plant-7').VpcConfig).toBeUndefined();
    expect(lambda(sites, 'push-east').VpcConfig).toEqual({
      SubnetIds: ['subnet-0e1b2c3d4e5f60718', 'subnet-0e1b2c3d4e5f60719'],
      SecurityGroupIds: ['sg-0e1b2c3d4e5f60718'],
    });
    for (const site of ['east', 'plant-7']) {
      const own = lambda(sites, `push-${site}`);
      expect(own.Environment.Variables).toEqual({ ...push.Environment.Variables, SITE: site });
      expect(own.Code.S3Key).toBe(push.Code.S3Key);
      expect(own.Timeout).toBe(push.Timeout);
    }
  });

  test('and three queues, which only it reads, and whose failures end in the common dead-letter queue', () => {
    const queues = resourcesOf<Record<string, unknown>>(sites, 'AWS::SQS::Queue');
    expect(Object.keys(queues).sort()).toEqual(
      ['PushDeadLetterQueue', 'PushQueue', 'RetryQueue', 'SuspectQueue', ...siteQueues].sort(),
    );
    for (const [id, of] of [
      ['PushQueueDasheast', 'PushQueue'],
      ['RetryQueueDashplantDash7', 'RetryQueue'],
      ['SuspectQueueDasheast', 'SuspectQueue'],
    ] as const) {
      const { QueueName, ...rest } = queues[id] ?? {};
      const { QueueName: name, ...expected } = queues[of] ?? {};
      expect(rest).toEqual(expected);
      expect(QueueName).toBe(`${name}-${id.includes('east') ? 'east' : 'plant-7'}`);
    }
    const sources = Object.values(resourcesOf<Wire>(sites, 'AWS::Lambda::EventSourceMapping')).map(
      ({ FunctionName, EventSourceArn, ScalingConfig }) =>
        `${readable(FunctionName)} ${readable(EventSourceArn)} ${ScalingConfig.MaximumConcurrency}`,
    );
    expect(sources).toEqual([
      'PushLambdaFunction.Arn PushQueue.Arn 50',
      'PushLambdaFunction.Arn RetryQueue.Arn 20',
      'PushLambdaFunction.Arn SuspectQueue.Arn 10',
      'PushDasheastLambdaFunction.Arn PushQueueDasheast.Arn 10',
      'PushDasheastLambdaFunction.Arn RetryQueueDasheast.Arn 20',
      'PushDasheastLambdaFunction.Arn SuspectQueueDasheast.Arn 10',
      'PushDashplantDash7LambdaFunction.Arn PushQueueDashplantDash7.Arn 50',
      'PushDashplantDash7LambdaFunction.Arn RetryQueueDashplantDash7.Arn 20',
      'PushDashplantDash7LambdaFunction.Arn SuspectQueueDashplantDash7.Arn 10',
    ]);
  });

  test('the functions find the queues by the names that the code derives from the sites', () => {
    for (const name of ['refresh', 'registration'])
      expect(lambda(sites, name).Environment.Variables).toMatchObject({ SITES: 'east,plant-7' });
    const queues = resourcesOf<{ QueueName: string }>(sites, 'AWS::SQS::Queue');
    const names = Object.values(queues).map(({ QueueName }) => QueueName);
    const client = {} as never;
    const urls = {
      steady: queues['PushQueue']?.QueueName ?? '',
      retry: queues['RetryQueue']?.QueueName ?? '',
      suspect: queues['SuspectQueue']?.QueueName ?? '',
    };
    for (const site of ['east', 'plant-7']) {
      const network = networkOf({ client, urls, sites: ['east', 'plant-7'] }, site);
      for (const lane of lanes) expect(names).toContain(`${urls[lane]}-${network}`);
    }
  });

  test('its own role reads its own queues and writes its own log, and no other’s', () => {
    expect(roleOf(sites, 'push-east')).toBe('PushRoleDasheast');
    expect(resources(granted(sites, 'PushRoleDasheast', 'sqs:'))).toEqual([
      'PushQueueDasheast.Arn',
      'RetryQueueDasheast.Arn',
      'SuspectQueueDasheast.Arn',
    ]);
    expect(resources(granted(sites, 'PushRoleDasheast', 'logs:'))).toEqual(['PushDasheastLogGroup.Arn']);
    expect(resources(granted(sites, 'PushRole', 'sqs:'))).toEqual([
      'PushQueue.Arn',
      'RetryQueue.Arn',
      'SuspectQueue.Arn',
    ]);
    const rest = (role: string) =>
      grantsOf(sites, role).filter(({ action }) => !/^(sqs|logs|ec2):/.test(action));
    expect(rest('PushRoleDasheast')).toEqual(rest('PushRole'));
    expect(granted(sites, 'PushRoleDasheast', 'ec2:').map(({ action }) => action)).toEqual(networkActions);
    for (const role of ['PushRole', 'PushRoleDashplantDash7'])
      expect(granted(sites, role, 'ec2:')).toEqual([]);
  });

  test('the tick and the registration may write to all queues, and the registration may call every push function', () => {
    const all = ['PushQueue', 'RetryQueue', 'SuspectQueue', ...siteQueues].map((id) => `${id}.Arn`).sort();
    for (const role of ['RefreshRole', 'RegistrationRole'])
      expect(resources(granted(sites, role, 'sqs:SendMessage'))).toEqual(all);
    expect(granted(sites, 'RegistrationRole', 'lambda:')).toEqual(
      ['PushLambdaFunction', 'PushDasheastLambdaFunction', 'PushDashplantDash7LambdaFunction'].map(invokes),
    );
    expect(granted(sites, 'RefreshRole', 'lambda:')).toEqual([]);
  });

  test('each site has the alarms on queues and pushes, for what is its own, and they name the site', () => {
    const alarms = alarmsOf(sites, stage);
    const own = ['queue-behind', 'retry-behind', 'suspect-behind', 'push-errors', 'push-throttles'];
    const added = Object.keys(alarms).filter((suffix) => !(suffix in alarmsOf(plain, stage)));
    expect(added.sort()).toEqual(own.flatMap((alarm) => [`${alarm}-east`, `${alarm}-plant-7`]).sort());
    for (const suffix of own) {
      const alarm = alarms[`${suffix}-plant-7`];
      if (alarm === undefined) throw new Error(`There is no alarm ${suffix}-plant-7.`);
      expect(Object.values(dimensionsOf(alarm)).join()).toMatch(/DashplantDash7/);
      expect(alarm.AlarmDescription).toMatch(
        /^Means: in the site plant-7, .* Runbook: docs\/operations\.md#[a-z-]+$/,
      );
      expect(alarm.AlarmDescription).toMatch(new RegExp(`#${suffix}$`));
      expect(alarm.AlarmDescription.length).toBeLessThan(900);
    }
    expect(alarms['push-errors-east']?.AlarmDescription).toContain('/aws/lambda/pullpass-test-push-east,');
  });

  test('the dashboard shows them, and stays well-formed', () => {
    const { DashboardBody } = sites.Resources['FleetDashboard']?.Properties ?? {};
    const body = JSON.parse((DashboardBody as { 'Fn::Sub': string })['Fn::Sub']);
    const text = JSON.stringify(body);
    for (const id of [...siteQueues.map((queue) => `${queue}.QueueName`), 'PushDasheastLambdaFunction'])
      expect(text).toContain(`\${${id}}`);
    for (const [, id = ''] of text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g))
      expect(Object.keys(sites.Resources)).toContain(id);
  });

  test('the networks can be asked for', () => {
    expect(sites.Outputs['Networks']?.Value).toBe('default,east,plant-7');
  });
});

describe('docs/networks.md', () => {
  let page: string;
  beforeAll(async () => {
    page = await readFile(join(root, 'docs/networks.md'), 'utf8');
  });

  test('its example of a sites file can be deployed as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pullpass-sites-'));
    try {
      const file = join(folder, 'sites.yml');
      await writeFile(file, /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '');
      const template = JSON.parse(await packageService({ stage, params: { sites: file } }));
      expect(template.Outputs.Networks.Value).toBe('default,east,plant-7');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 300_000);

  test('its commands are understood, and name existing parameters', async () => {
    const commands = [...page.matchAll(/^npx pullpass ((?:deploy|smoke) .*)$/gm)];
    expect(commands.length).toBeGreaterThan(2);
    for (const [, line = ''] of commands)
      expect(await parseLine(line.split(' '))).toMatchObject({
        options: { stage: 'prod', region: 'eu-west-1' },
      });
  });

  test('its endpoints are those that the function checks', () => {
    const services = servicesFrom({ TABLE_NAME: 't', SECRET_PREFIX: 's/', AWS_REGION: 'eu-west-1' });
    for (const { endpoint } of services) {
      const [kind, name] = /(gateway|interface) endpoint for (\S+)$/.exec(endpoint)?.slice(1) ?? [];
      expect(page).toContain(`| ${kind}, \`com.amazonaws.REGION.${name}\``);
    }
  });
});

describe('what is refused, with what was expected and received', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pullpass sites-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    ['a name', 'East: {}', /"East" cannot be the name of a site/],
    ['a reserved name', 'dead-letters: {}', /"dead-letters" cannot be the name of a site/],
    ['a field', 'east: { vpc: x }', /east\.vpc is not known: expected one of subnetIds, securityGroupIds/],
    [
      'an id',
      'east: { subnetIds: [vpc-1] }',
      /east\.subnetIds: expected ids such as subnet-\w+, received \["vpc-1"\]/,
    ],
    [
      'half a VPC',
      'east: { subnetIds: [subnet-0a1b2c3d] }',
      /east: expected both subnetIds and securityGroupIds/,
    ],
    ['a list', '- east', /expected a map of site names to networks/],
    [
      'too many',
      Array.from({ length: 16 }, (_, n) => `s${n}: {}`).join('\n'),
      /at most 15 sites, received 16/,
    ],
    ['a number', 'east: { maximumConcurrency: 1 }', /expected a whole number from 2 to 1000, received 1/],
  ])('%s in a sites file', (_, text, message) => {
    expect(() => readSites('sites.yml', parseYaml(text))).toThrow(message);
  });

  test('in packaging too: such a file, a missing one, and half a VPC in the parameters', async () => {
    const file = join(folder, 'sites.yml');
    await writeFile(file, 'East: {}');
    await expect(packageService({ stage, params: { sites: file } })).rejects.toThrow(
      /sites\.yml \(deploy parameter sites\): "East" cannot be the name of a site/,
    );
    await expect(packageService({ stage, params: { sites: join(folder, 'none.yml') } })).rejects.toThrow(
      /found none|not found/i,
    );
    await expect(packageService({ stage, params: { subnetIds: 'subnet-0a1b2c3d' } })).rejects.toThrow(
      /subnetIds and securityGroupIds: expected both/,
    );
  }, 300_000);
});

/** biome-ignore lint/suspicious/noExplicitAny: what is packaged is compared, not computed with */
type Wire = any;

function isDeny({ Effect }: Wire): boolean {
  return Effect === 'Deny';
}
