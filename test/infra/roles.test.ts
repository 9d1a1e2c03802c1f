import { beforeAll, describe, expect, test } from '@jest/globals';
import { functionNames } from '../../scripts/build/functions.ts';
import { iamActions, iamActionsCalledBy } from './support/awsCalls.ts';
import { type Grant, grantsOf } from './support/grants.ts';
import { aVpc, networkActions, twoSites } from './support/networks.ts';
import { packagedTemplate, type Template } from './support/template.ts';

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate();
}, 60_000);

/** Some calls are made only where there are networks to make them for. */
let inNetworks: Template;
beforeAll(async () => {
  inNetworks = await packagedTemplate({ ...aVpc, sites: twoSites });
}, 60_000);

/** What Lambda itself does in the function's name. */
const platform = {
  refresh: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  push: [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    // In a VPC.
    ...networkActions,
  ],
  registration: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  widget: ['logs:CreateLogStream', 'logs:PutLogEvents'],
} as const;

const roles = {
  refresh: 'RefreshRole',
  push: 'PushRole',
  registration: 'RegistrationRole',
  widget: 'WidgetRole',
} as const;

const secrets =
  'arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:pullpass/test/clusters/*';
const registrySecrets = 'arn:AWS::Partition:secretsmanager:*:AWS::AccountId:secret:pullpass-registry-*';
const registryRoles = 'arn:AWS::Partition:iam::*:role/pullpass-*';

describe.each(functionNames)('the role of %s', (name) => {
  const grants = (): Grant[] => grantsOf(template, roles[name]);

  test('allows what the function calls, and no more', async () => {
    const allowed = new Set(grantsOf(inNetworks, roles[name]).map(({ action }) => action));
    const needed = new Set([...(await iamActionsCalledBy(name)), ...platform[name]]);
    expect([...allowed].sort()).toEqual([...needed].sort());
  }, 60_000);

  test('is the one that the function has', () => {
    const id = `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;
    expect(template.Resources[id]?.Properties['Role']).toEqual({ 'Fn::GetAtt': [roles[name], 'Arn'] });
  });

  test('names every action in full, and no resource by a star but where AWS knows none', () => {
    for (const { action, resource } of grants()) {
      expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
      if (resource === '*')
        expect([
          'ecr:GetAuthorizationToken',
          'ecr-public:GetAuthorizationToken',
          'sts:GetServiceBearerToken',
          'secretsmanager:BatchGetSecretValue',
        ]).toContain(action);
    }
  });

  test('writes to its own log group only', () => {
    const group = `${name[0]?.toUpperCase()}${name.slice(1)}LogGroup.Arn`;
    const logs = grants().filter(({ action }) => action.startsWith('logs:'));
    expect([...new Set(logs.map(({ resource }) => resource))]).toEqual([group]);
  });

  test('is assumed by Lambda alone, and has no policy from elsewhere', () => {
    const { AssumeRolePolicyDocument, ManagedPolicyArns } = template.Resources[roles[name]]?.Properties ?? {};
    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    });
    expect(ManagedPolicyArns).toBeUndefined();
  });
});

describe('what the roles reach', () => {
  const reach = (role: string, prefix: string): string[] => {
    const matching = grantsOf(template, role).filter(({ action }) => action.startsWith(prefix));
    return [...new Set(matching.map(({ resource }) => resource))].sort();
  };

  test('the tick reads no secret, mints no token and assumes no role', () => {
    for (const prefix of ['secretsmanager:', 'ecr:', 'sts:'])
      expect(reach('RefreshRole', prefix)).toEqual([]);
  });

  test('the page reads, and writes nothing', () => {
    const actions = new Set(grantsOf(template, 'WidgetRole').map(({ action }) => action));
    expect([...actions].filter((action) => !action.startsWith('logs:')).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
    ]);
  });

  test('each reads the indexes it asks, and no other', () => {
    expect(reach('RefreshRole', 'dynamodb:Query')).toEqual([
      'ClustersTable.Arn/index/attention',
      'ClustersTable.Arn/index/due',
      'ClustersTable.Arn/index/expiry',
      'ClustersTable.Arn/index/kubeconfigs',
      'ClustersTable.Arn/index/listing',
    ]);
    expect(reach('PushRole', 'dynamodb:Query')).toEqual([]);
    expect(reach('WidgetRole', 'dynamodb:Query')).toEqual(reach('RefreshRole', 'dynamodb:Query'));
    expect(reach('RegistrationRole', 'dynamodb:Query')).toEqual([
      'ClustersTable.Arn',
      'ClustersTable.Arn/index/attention',
      'ClustersTable.Arn/index/expiry',
      'ClustersTable.Arn/index/kubeconfigs',
      'ClustersTable.Arn/index/listing',
    ]);
  });

  test.each(['PushRole', 'RegistrationRole'])(
    '%s reaches the secrets and the table of this stage',
    (role) => {
      expect(reach(role, 'secretsmanager:').filter((resource) => resource !== '*')).toEqual([
        registrySecrets,
        secrets,
      ]);
      const others = grantsOf(template, role).filter(
        ({ action, resource }) => resource === registrySecrets && action !== 'secretsmanager:GetSecretValue',
      );
      expect(others).toEqual([]);
      expect(reach(role, 'dynamodb:PutItem')).toEqual(['ClustersTable.Arn']);
      expect(reach(role, 'sqs:')).toEqual(['PushQueue.Arn', 'RetryQueue.Arn']);
    },
  );

  test.each(['PushRole', 'RegistrationRole'])(
    '%s reads the secrets that registries may name',
    async (role) => {
      const arns = ['arn:aws:secretsmanager:eu-west-1:111111111111:secret:a-*', 'arn:aws:secretsmanager:b'];
      const chosen = await packagedTemplate({ registrySecrets: arns.join(',') });
      const read = grantsOf(chosen, role).filter(({ resource }) => arns.includes(resource));
      expect(read).toEqual(arns.map((resource) => ({ action: 'secretsmanager:GetSecretValue', resource })));
    },
    60_000,
  );

  test.each(['PushRole', 'RegistrationRole'])(
    '%s assumes the roles that registries may name',
    async (role) => {
      expect(reach(role, 'sts:AssumeRole')).toEqual([registryRoles]);
      const arns = ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::222222222222:role/b'];
      const chosen = await packagedTemplate({ registryRoles: arns.join(',') });
      const assumed = grantsOf(chosen, role).filter(({ action }) => action === 'sts:AssumeRole');
      expect(assumed.map(({ resource }) => resource)).toEqual(arns);
    },
    60_000,
  );
});

test('the schedule may call the tick, and that is all', () => {
  expect(grantsOf(template, 'ScheduleRole')).toEqual([
    { action: 'lambda:InvokeFunction', resource: 'RefreshLambdaFunction.Arn' },
  ]);
});

test('calls are read from the commands in a bundle, and one of an unknown service is not passed over', () => {
  const commands = (client: string, ...operations: string[]) =>
    operations.map(
      (operation) => `node_modules/@aws-sdk/client-${client}/dist-es/commands/${operation}Command.js`,
    );
  expect(
    iamActions([...commands('sqs', 'SendMessageBatch', 'SendMessage'), 'shared/clusters/table.ts']),
  ).toEqual(['sqs:SendMessage']);
  expect(() => iamActions(commands('s3', 'GetObject'))).toThrow('client-s3');
});
