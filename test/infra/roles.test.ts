import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { functionNames, root } from '../../cli/deploy/build/functions.ts';
import { printedPolicies } from '../check/policies/printedPolicies.ts';
import { iamActions, iamActionsCalledBy } from './support/awsCalls.ts';
import { everyParameter } from './support/everyParameter.ts';
import { type Grant, grantsOf, statementsOf } from './support/grants.ts';
import { aVpc, networkActions, twoSites } from './support/networks.ts';
import { packageService } from './support/osls/packageService.ts';
import { packagedTemplate, readable, readableList, type Template } from './support/template.ts';

const { resources: rolesOf } = createRequire(import.meta.url)('../../infra/roles.cjs') as {
  resources(osls: { resolveVariable: (variable: string) => Promise<unknown> }): Promise<unknown>;
};

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate();
}, 300_000);

/** Some calls are made only if there are sites. */
let inNetworks: Template;
beforeAll(async () => {
  inNetworks = await packagedTemplate({ ...aVpc, sites: twoSites, kmsKeyArn: everyParameter.kmsKeyArn });
}, 300_000);

/** What pods do with the push function's tokens, in its name. */
const pulls = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What others do in the function's name: Lambda itself, and holders of its tokens. */
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
    // Secrets Manager calls it, in the function's name.
    'kms:Decrypt',
    'kms:GenerateDataKey',
    ...pulls,
  ],
  registration: [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:GenerateDataKey',
  ],
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
const registryRoles = 'arn:AWS::Partition:iam::AWS::AccountId:role/pullpass-*';
const pullRepositories = 'arn:AWS::Partition:ecr:*:AWS::AccountId:repository/*';

describe.each(functionNames)('the role of %s', (name) => {
  const grants = (): Grant[] => grantsOf(template, roles[name]);

  test('allows what the function calls, and nothing else', async () => {
    const allowed = new Set(grantsOf(inNetworks, roles[name]).map(({ action }) => action));
    const needed = new Set([...(await iamActionsCalledBy(name)), ...platform[name]]);
    expect([...allowed].sort()).toEqual([...needed].sort());
  }, 300_000);

  test('is the function’s role', () => {
    const id = `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;
    expect(template.Resources[id]?.Properties['Role']).toEqual({ 'Fn::GetAtt': [roles[name], 'Arn'] });
  });

  test('names every action in full, and uses a star as resource only if AWS has none narrower', () => {
    for (const { action, resource } of grants()) {
      expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
      if (resource === '*')
        expect([
          'ecr:GetAuthorizationToken',
          'ecr-public:GetAuthorizationToken',
          'sts:GetServiceBearerToken',
          'secretsmanager:BatchGetSecretValue',
          'secretsmanager:ListSecrets',
        ]).toContain(action);
    }
  });

  test('writes to its own log group only', () => {
    const group = `${name[0]?.toUpperCase()}${name.slice(1)}LogGroup.Arn`;
    const logs = grants().filter(({ action }) => action.startsWith('logs:'));
    expect([...new Set(logs.map(({ resource }) => resource))]).toEqual([group]);
  });

  test('is assumed only by Lambda, and has no policy from elsewhere', () => {
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

  test('the tick reads no value of a secret, obtains no token and assumes no role', () => {
    for (const prefix of ['secretsmanager:GetSecretValue', 'secretsmanager:Batch', 'ecr:', 'sts:'])
      expect(reach('RefreshRole', prefix)).toEqual([]);
  });

  test('the tick deletes only kubeconfigs, and only so that they can be restored for 30 days', () => {
    expect(reach('RefreshRole', 'secretsmanager:DeleteSecret')).toEqual([secrets]);
    const deleting = statementsOf(template, 'RefreshRole').filter(({ Action }) =>
      [Action].flat().includes('secretsmanager:DeleteSecret'),
    );
    expect(deleting.map(({ Condition }) => Condition)).toEqual([
      { NumericEquals: { 'secretsmanager:RecoveryWindowInDays': 30 } },
    ]);
  });

  test('the page reads, and writes nothing', () => {
    const actions = new Set(grantsOf(template, 'WidgetRole').map(({ action }) => action));
    expect([...actions].filter((action) => !action.startsWith('logs:')).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
    ]);
  });

  test('each reads the indexes that it queries, and no other', () => {
    expect(reach('RefreshRole', 'dynamodb:Query')).toEqual([
      'ClustersTable.Arn/index/attention',
      'ClustersTable.Arn/index/due',
      'ClustersTable.Arn/index/expiry',
      'ClustersTable.Arn/index/kubeconfigs',
      'ClustersTable.Arn/index/listing',
      'ClustersTable.Arn/index/uncovered',
    ]);
    expect(reach('PushRole', 'dynamodb:Query')).toEqual([]);
    // Events are in the table itself.
    for (const role of ['RegistrationRole', 'WidgetRole'])
      expect(reach(role, 'dynamodb:Query')).toEqual([
        'ClustersTable.Arn',
        ...reach('RefreshRole', 'dynamodb:Query'),
      ]);
  });

  test.each(['PushRole', 'RegistrationRole'])('%s reaches the table of this stage', (role) => {
    expect(reach(role, 'dynamodb:PutItem')).toEqual(['ClustersTable.Arn']);
    expect(reach(role, 'sqs:')).toEqual(['PushQueue.Arn', 'RetryQueue.Arn', 'SuspectQueue.Arn']);
  });

  test('the registration obtains no tokens, assumes no role, and reaches no secret except the kubeconfigs', () => {
    for (const prefix of ['ecr:', 'ecr-public:', 'sts:'])
      expect(reach('RegistrationRole', prefix)).toEqual([]);
    expect(reach('RegistrationRole', 'secretsmanager:')).toEqual([secrets]);
  });

  test('a push reads kubeconfigs, and the secrets that registries may name', async () => {
    expect(reach('PushRole', 'secretsmanager:')).toEqual(['*', registrySecrets, secrets]);
    const others = grantsOf(template, 'PushRole').filter(
      ({ action, resource }) => resource === registrySecrets && action !== 'secretsmanager:GetSecretValue',
    );
    expect(others).toEqual([]);
    const arns = everyParameter.registrySecrets.split(',');
    const chosen = await packagedTemplate(everyParameter);
    const read = grantsOf(chosen, 'PushRole').filter(({ resource }) => arns.includes(resource));
    expect(read).toEqual(arns.map((resource) => ({ action: 'secretsmanager:GetSecretValue', resource })));
  }, 300_000);

  test('a push stores new versions of existing kubeconfigs, but neither makes nor hides one', () => {
    const written = statementsOf(template, 'PushRole').filter(({ Action }) =>
      [Action].flat().includes('secretsmanager:PutSecretValue'),
    );
    expect(written.map(({ Action, Resource }) => [Action, readable(Resource)])).toEqual([
      [
        [
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        secrets,
      ],
    ]);
    const actions = new Set(grantsOf(template, 'PushRole').map(({ action }) => action));
    for (const action of [
      'CreateSecret',
      'UpdateSecret',
      'RestoreSecret',
      'TagResource',
      'PutResourcePolicy',
    ])
      expect(actions).not.toContain(`secretsmanager:${action}`);
  });

  test('and assumes the roles that registries may name', async () => {
    expect(reach('PushRole', 'sts:AssumeRole')).toEqual([registryRoles]);
    const arns = ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::222222222222:role/b'];
    const chosen = await packagedTemplate(everyParameter);
    const assumed = grantsOf(chosen, 'PushRole').filter(({ action }) => action === 'sts:AssumeRole');
    expect(assumed.map(({ resource }) => resource)).toEqual(arns);
  }, 300_000);
});

describe('the principal that obtains a token may pull with it', () => {
  const pullsOf = (of: Template, role: string) =>
    grantsOf(of, role).filter(({ action }) => action.startsWith('ecr:') && pulls.includes(action));
  const onEach = (...resources: string[]) =>
    pulls.flatMap((action) => resources.map((resource) => ({ action, resource })));

  test.each(['PushRole', 'PushRoleDasheast', 'PushRoleDashplantDash7'])(
    '%s, from every repository of its own account, and may not push to them',
    (role) => {
      expect(pullsOf(inNetworks, role)).toEqual(onEach(pullRepositories));
      const actions = new Set(grantsOf(inNetworks, role).map(({ action }) => action));
      expect([...actions].filter((action) => action.startsWith('ecr:')).sort()).toEqual(
        [...pulls, 'ecr:GetAuthorizationToken'].sort(),
      );
    },
  );

  test('only from the repositories that pullRepositories names', async () => {
    const arns = ['arn:aws:ecr:eu-west-1:111111111111:repository/team-*', 'arn:aws:ecr:*:2222:repository/b'];
    const chosen = await packagedTemplate({ sites: twoSites, pullRepositories: arns.join(',') });
    for (const role of ['PushRole', 'PushRoleDasheast'])
      expect(pullsOf(chosen, role)).toEqual(onEach(...arns));
  }, 300_000);

  test('from those of other accounts, by the command in docs/registries.md, which makes what is printed below it', async () => {
    const page = await readFile(join(root, 'docs/registries.md'), 'utf8');
    const [, value = ''] = /--param 'pullRepositories=([^']+)'/.exec(page) ?? [];
    const [printed] = await printedPolicies('docs/registries.md', 'Repositories of other accounts', 2);
    const chosen = await packagedTemplate({ pullRepositories: value });
    const statement = statementsOf(chosen, 'PushRole').find(({ Sid }) => Sid === 'PullRepositories');
    expect(printed?.Statement).toEqual([
      { Effect: 'Allow', Action: statement?.Action, Resource: readableList(statement?.Resource) },
    ]);
  }, 300_000);

  test('and nobody else may', () => {
    for (const role of ['RefreshRole', 'RegistrationRole', 'WidgetRole'])
      expect(pullsOf(template, role)).toEqual([]);
  });
});

describe('the key for kubeconfigs', () => {
  const ofKey = (of: Template, role: string) =>
    statementsOf(of, role).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('kms:') || action === 'secretsmanager:UpdateSecret'),
    );

  test('is used by functions that read or write kubeconfigs, only through Secrets Manager', () => {
    for (const role of ['PushRole', 'PushRoleDasheast', 'RegistrationRole'])
      for (const { Action, Resource, Condition } of ofKey(inNetworks, role)) {
        if ([Action].flat()[0] === 'secretsmanager:UpdateSecret') continue;
        expect(Resource).toBe(everyParameter.kmsKeyArn);
        const { StringLike } = Condition as { StringLike: Record<string, unknown> };
        expect(readable(StringLike['kms:ViaService'])).toBe('secretsmanager.AWS::Region.*');
      }
    expect(ofKey(inNetworks, 'RegistrationRole')).toHaveLength(2);
    for (const role of ['PushRole', 'PushRoleDasheast']) expect(ofKey(inNetworks, role)).toHaveLength(1);
    for (const role of ['RefreshRole', 'WidgetRole']) expect(ofKey(inNetworks, role)).toEqual([]);
  });

  test('and no function needs one if there is none', () => {
    for (const role of Object.values(roles)) expect(ofKey(template, role)).toEqual([]);
  });
});

test('every role is within permissionsBoundary, and by default within none', async () => {
  const rolesIn = (of: Template) =>
    Object.entries(of.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  const bounded = await packagedTemplate(everyParameter);
  expect(rolesIn(bounded)).toHaveLength(5);
  for (const [id, { Properties }] of rolesIn(bounded))
    expect([id, Properties['PermissionsBoundary']]).toEqual([id, everyParameter.permissionsBoundary]);
  for (const [id, { Properties }] of rolesIn(template))
    expect([id, Properties['PermissionsBoundary']]).toEqual([id, undefined]);
}, 300_000);

test.each([
  ['kmsKeyArn', 'alias/mine', 'the ARN of a KMS key'],
  ['permissionsBoundary', 'bounds', 'the ARN of an IAM policy'],
  ['ecrHosts', 'https://ecr.example.com', 'host names'],
  ['tags', 'team', 'KEY=VALUE'],
])(
  'a wrong %s is refused before anything is deployed',
  async (parameter, value, expected) => {
    const packaging = packageService({ stage: 'test', params: { [parameter]: value } });
    await expect(packaging).rejects.toThrow(`The deploy parameter ${parameter}: expected ${expected}`);
  },
  300_000,
);

describe('lists of ARNs in deploy parameters', () => {
  const lists = ['PullRepositories', 'RegistryRoles', 'RegistrySecrets'];

  test('an empty one leaves its statement out, since IAM refuses an empty Resource', async () => {
    const none = await packagedTemplate({
      sites: twoSites,
      pullRepositories: '',
      registryRoles: '',
      registrySecrets: ' ',
    });
    const roles = Object.keys(none.Resources).filter((id) => none.Resources[id]?.Type === 'AWS::IAM::Role');
    expect(roles).toContain('PushRoleDasheast');
    for (const role of roles)
      for (const { Sid, Resource } of statementsOf(none, role)) {
        expect(lists).not.toContain(Sid);
        const resources = readableList(Resource);
        expect(resources.length).toBeGreaterThan(0);
        for (const resource of resources) expect(resource).toMatch(/\S/);
      }
    const others = (of: Template) => statementsOf(of, 'PushRole').filter(({ Sid }) => !lists.includes(Sid));
    expect(statementsOf(none, 'PushRole')).toEqual(others(template));
    expect(statementsOf(template, 'PushRole').map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(lists));
  }, 300_000);

  test('spaces around commas are not part of an ARN', async () => {
    const chosen = await packagedTemplate(everyParameter);
    expect(everyParameter.registryRoles).toMatch(/^ .* , .*, $/);
    const assumed = grantsOf(chosen, 'PushRole').filter(({ action }) => action === 'sts:AssumeRole');
    expect(assumed.map(({ resource }) => resource)).toEqual([
      'arn:aws:iam::111111111111:role/a',
      'arn:aws:iam::222222222222:role/b',
    ]);
  }, 300_000);

  const noArn = 'arn:aws:iam::111111111111:role/a, team/app';
  const refusal = (parameter: string) =>
    `The deploy parameter ${parameter}: expected ARN patterns, comma-separated, received "team/app".`;

  test.each(['pullRepositories', 'registryRoles', 'registrySecrets'])(
    'what is not an ARN in %s is refused',
    async (parameter) => {
      const Sid = parameter.replace(/^./, (first) => first.toUpperCase());
      expect(lists).toContain(Sid);
      const Statement = [{ Sid, Resource: { 'Fn::Split': [',', { 'Fn::Sub': noArn }] } }];
      const Resources = { PushRole: { Properties: { Policies: [{ PolicyDocument: { Statement } }] } } };
      const resolveVariable = async (variable: string) => (variable.startsWith('file') ? { Resources } : '');
      await expect(rolesOf({ resolveVariable })).rejects.toThrow(refusal(parameter));
    },
  );

  test('and before anything is deployed', async () => {
    await expect(packagedTemplate({ registryRoles: noArn })).rejects.toThrow(refusal('registryRoles'));
  }, 300_000);
});

test('the schedule may call the tick, and that is all', () => {
  expect(grantsOf(template, 'ScheduleRole')).toEqual([
    { action: 'lambda:InvokeFunction', resource: 'RefreshLambdaFunction.Arn' },
  ]);
});

test('calls are read from the commands in a bundle, and one of an unknown service is reported', () => {
  const commands = (client: string, ...operations: string[]) =>
    operations.map(
      (operation) => `node_modules/@aws-sdk/client-${client}/dist-es/commands/${operation}Command.js`,
    );
  expect(
    iamActions([...commands('sqs', 'SendMessageBatch', 'SendMessage'), 'shared/clusters/table.ts']),
  ).toEqual(['sqs:SendMessage']);
  expect(() => iamActions(commands('s3', 'GetObject'))).toThrow('client-s3');
});
