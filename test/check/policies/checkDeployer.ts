import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { decideAccess } from '../../../local/aws/iam/decideAccess.ts';
import { listOf, type Policy } from '../../../local/aws/iam/policy.ts';
import { aVpc, twoSites } from '../../infra/support/networks.ts';
import { packagedTemplate } from '../../infra/support/template.ts';
import { narrowable } from '../../support/tools/iamSimulate.ts';
import { pythonWith } from '../../support/tools/python.ts';
import type { Ask } from './ask.ts';
import { printedPolicies } from './printedPolicies.ts';
import { account, region } from './rolePolicies.ts';

/** The resources of the template in the stage `prod`, as ARNs for policies, by type. */
const arns: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['/apis', '/apis/a1'].map((path) => `arn:aws:apigateway:${region}::${path}`),
  'AWS::ApiGatewayV2::Integration': [`arn:aws:apigateway:${region}::/apis/a1/integrations/b2`],
  'AWS::ApiGatewayV2::Route': [`arn:aws:apigateway:${region}::/apis/a1/routes/b2`],
  'AWS::ApiGatewayV2::Stage': [`arn:aws:apigateway:${region}::/apis/a1/stages/$default`],
  'AWS::CloudWatch::Alarm': [`arn:aws:cloudwatch:${region}:${account}:alarm:pullpass-prod-no-tick`],
  'AWS::CloudWatch::CompositeAlarm': [
    `arn:aws:cloudwatch:${region}:${account}:alarm:pullpass-prod-fleet-at-risk`,
  ],
  'AWS::CloudWatch::Dashboard': [`arn:aws:cloudwatch::${account}:dashboard/pullpass-prod`],
  'AWS::DynamoDB::Table': [`arn:aws:dynamodb:${region}:${account}:table/pullpass-prod-clusters`],
  'AWS::IAM::Role': [`arn:aws:iam::${account}:role/pullpass-prod-PushRole-1A2B3C4D5E6F`],
  'AWS::Lambda::EventInvokeConfig': [`arn:aws:lambda:${region}:${account}:function:pullpass-prod-refresh`],
  'AWS::Lambda::EventSourceMapping': [`arn:aws:lambda:${region}:${account}:event-source-mapping:0a1b2c3d`],
  'AWS::Lambda::Function': [`arn:aws:lambda:${region}:${account}:function:pullpass-prod-push`],
  'AWS::Lambda::Permission': [`arn:aws:lambda:${region}:${account}:function:pullpass-prod-registration`],
  'AWS::Logs::LogGroup': [
    `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/pullpass-prod-push`,
    `arn:aws:logs:${region}:${account}:log-group:/aws/vendedlogs/http-api/pullpass-prod`,
  ],
  'AWS::S3::Bucket': ['arn:aws:s3:::pullpass-prod-serverlessdeploymentbucket-1a2b3c'],
  'AWS::S3::BucketPolicy': ['arn:aws:s3:::pullpass-prod-serverlessdeploymentbucket-1a2b3c'],
  'AWS::SNS::Subscription': [`arn:aws:sns:${region}:${account}:pullpass-prod-alarms`],
  'AWS::SNS::Topic': [`arn:aws:sns:${region}:${account}:pullpass-prod-alarms`],
  'AWS::SQS::Queue': [`arn:aws:sqs:${region}:${account}:pullpass-prod-push`],
  'AWS::Scheduler::Schedule': [`arn:aws:scheduler:${region}:${account}:schedule/default/pullpass-prod-tick`],
};

/** Services that CloudFormation calls for properties that no resource here uses: other stores, streams, keys. */
const unused = /^(elasticfilesystem|s3files|s3tables|kinesis|firehose|kms):/;

/**
 * Actions for such properties: import and replicas of a table, roles and objects for others' logs; and names in the
 * schemas that IAM does not have.
 */
const unusedActions: Readonly<Record<string, RegExp>> = {
  'AWS::DynamoDB::Table': /^(iam|logs|s3):|:DescribeImport$/,
  'AWS::Logs::LogGroup': /^s3:/,
  'AWS::ApiGatewayV2::Api': /^s3:/,
  'AWS::ApiGatewayV2::Integration': /^iam:/,
  // Objects are checked below.
  'AWS::S3::Bucket': /^iam:|Object(Acl)?$/,
  'AWS::SNS::Topic': /^iam:/,
  'AWS::SNS::Subscription': /^iam:/,
  // For the code in the deployment bucket, which is checked below; and for layers, which we do not use.
  'AWS::Lambda::Function': /^s3:|:(GetLayerVersion|GetCodeSigningConfig|PassCapacityProvider)$/,
};

/** Actions that the commands themselves call: osls, and scripts/deploy. */
const stack = `arn:aws:cloudformation:${region}:${account}:stack/pullpass-prod/0a1b2c3d`;
const bucket = 'arn:aws:s3:::pullpass-prod-serverlessdeploymentbucket-1a2b3c';
const table = `arn:aws:dynamodb:${region}:${account}:table/pullpass-prod-clusters`;
const called: readonly [resource: string, ...actions: string[]][] = [
  [
    stack,
    ...['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet', 'DescribeChangeSet'],
    ...['ExecuteChangeSet', 'DeleteChangeSet', 'DescribeStacks', 'DescribeStackEvents'],
    ...['DescribeStackResource', 'DescribeStackResources', 'ListStackResources', 'GetTemplate'],
  ].map((each, index) => (index === 0 ? each : `cloudformation:${each}`)) as [string, ...string[]],
  ['*', 'cloudformation:ValidateTemplate', 'cloudformation:ListExports'],
  [bucket, 's3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'],
  [`${bucket}/serverless/a.zip`, 's3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  [`arn:aws:lambda:${region}:${account}:function:pullpass-prod-push`, 'lambda:GetFunctionConfiguration'],
  [table, 'dynamodb:DescribeTable', 'dynamodb:BatchGetItem'],
  [`${table}/index/listing`, 'dynamodb:Query'],
];

/** Whether the policy in docs/deploying.md is enough for every type of resource in the packaged templates. */
export async function checkDeployer(ask: Ask): Promise<void> {
  const [policy] = await printedPolicies('docs/deploying.md', 'Who may deploy', 1);
  const deployer = {
    principal: `arn:aws:sts::${account}:assumed-role/deployer/ci`,
    identity: policy === undefined ? [] : [policy],
  };
  const templates = [
    await packagedTemplate({ alarmEmail: 'a@example.com' }),
    await packagedTemplate({ ...aVpc, sites: twoSites }),
  ];
  const types = new Set(
    templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)),
  );
  const documented = await permissionsOf([...types]);
  for (const type of types) {
    const actions = documented[type]?.filter(
      (action) => !unused.test(action) && !unusedActions[type]?.test(action),
    );
    if (actions === undefined || arns[type] === undefined)
      throw new Error(
        `What a deployer needs for ${type} is not known: add its ARN to ${import.meta.filename}.`,
      );
    for (const action of actions) {
      const isNarrow = await narrowable(action);
      if (isNarrow === undefined) continue;
      const context: Record<string, string> =
        action === 'iam:PassRole' ? { 'iam:PassedToService': passedTo(type) } : {};
      const on = action === 'iam:PassRole' ? arns['AWS::IAM::Role'] : arns[type];
      for (const resource of isNarrow ? (on ?? []) : ['*'])
        if (action.startsWith('apigateway:')) requireByPath(deployer.identity, action, resource);
        else await ask(true, `Who deploys (for ${type})`, [{ ...deployer, action, resource, context }]);
    }
  }
  for (const [resource, ...actions] of called)
    await ask(
      true,
      'Who deploys',
      actions.map((action) => ({ ...deployer, action, resource })),
    );
  for (const [action, resource] of [
    ['iam:PassRole', `arn:aws:iam::${account}:role/another`],
    ['iam:PutRolePolicy', `arn:aws:iam::${account}:role/another`],
    ['lambda:UpdateFunctionCode', `arn:aws:lambda:${region}:${account}:function:another`],
    ['dynamodb:DeleteTable', `arn:aws:dynamodb:${region}:${account}:table/another`],
    ['s3:GetObject', 'arn:aws:s3:::another/key'],
  ] as const)
    await ask(false, 'Who deploys', [{ ...deployer, action, resource }]);
}

/** iam-simulate does not know API Gateway's paths. */
function requireByPath(identity: readonly Policy[], action: string, resource: string): void {
  const own = `arn:aws:iam::${account}:role/deployer`;
  const caller = { arn: own, roleArn: own, account };
  const asked = { caller, action, resource: resource.replace('::/', `:${account}:/`) };
  const whole = identity.map(({ Statement }) => ({
    Statement: listOf(Statement).map((each) => ({
      ...each,
      Resource: listOf(each.Resource).map((arn) => arn.replace('::/', `:${account}:/`)),
    })),
  }));
  if (!decideAccess(asked, { identity: whole }).allowed)
    throw new Error(`Who deploys may not ${action} on ${resource}`);
}

const passedTo = (type: string) =>
  type === 'AWS::Scheduler::Schedule' ? 'scheduler.amazonaws.com' : 'lambda.amazonaws.com';

/** Prints the permissions in the schemas of these types, which cfn-lint contains. */
const reader = `
import glob, json, os, sys, cfnlint
folder = os.path.join(os.path.dirname(cfnlint.__file__), 'data', 'schemas', 'resources')
found = {}
for file in glob.glob(os.path.join(folder, '*.json')):
    schema = json.load(open(file))
    if schema.get('typeName') in sys.argv[1:]:
        handlers = schema.get('handlers', {})
        used = [handlers.get(name, {}) for name in ('create', 'read', 'update', 'delete')]
        found.setdefault(schema['typeName'], set()).update(p for h in used for p in h.get('permissions', []))
print(json.dumps({name: sorted(actions) for name, actions in found.items()}))
`;

/**
 * The actions that CloudFormation needs from a caller who creates, changes and deletes resources of these types, by
 * type.
 */
async function permissionsOf(types: readonly string[]): Promise<Record<string, string[]>> {
  const python = await pythonWith('cfn-lint');
  const options = { maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(python, ['-c', reader, ...types], options);
  return JSON.parse(stdout);
}
