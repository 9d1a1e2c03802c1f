import { beforeAll, describe, expect, test } from '@jest/globals';
import { functionNames } from '../../cli/deploy/build/functions.ts';
import { tickInvocations } from '../../local/service/functions.ts';
import { everyParameter } from './support/everyParameter.ts';
import { packagedTemplate, readable, resourcesOf, type Template } from './support/template.ts';

interface Lambda {
  FunctionName: string;
  Runtime: string;
  Architectures: string[];
  Timeout: number;
  MemorySize: number;
  Environment: { Variables: Record<string, unknown> };
}

let template: Template;
let lambdas: Record<string, Lambda>;
beforeAll(async () => {
  template = await packagedTemplate();
  lambdas = resourcesOf<Lambda>(template, 'AWS::Lambda::Function');
}, 300_000);

test('the functions are exactly those that are built', () => {
  const names = Object.values(lambdas).map(({ FunctionName }) => FunctionName);
  expect(names.sort()).toEqual(functionNames.map((name) => `pullpass-test-${name}`).sort());
});

test('every function runs Node 24 on arm64', () => {
  for (const { Runtime, Architectures } of Object.values(lambdas)) {
    expect(Runtime).toBe('nodejs24.x');
    expect(Architectures).toEqual(['arm64']);
  }
});

describe('the environment', () => {
  const common = {
    STAGE: 'test',
    TABLE_NAME: 'ClustersTable',
    EVENT_RETENTION_DAYS: '30',
    AWS_USE_FIPS_ENDPOINT: 'false',
  };
  const queues = {
    PUSH_QUEUE_URL: 'PushQueue',
    RETRY_QUEUE_URL: 'RetryQueue',
    SUSPECT_QUEUE_URL: 'SuspectQueue',
  };
  const sites = { SITES: '' };
  const networks = { ...sites, PUSH_FUNCTION: 'pullpass-test-push' };
  const limits = { AT_RISK_MINUTES: '180', FAILING_MINUTES: '30', KUBECONFIG_DAYS: '14' };
  const renewal = { RENEW_AT_SHARE: '0.5', RENEW_BETWEEN_MINUTES: '10', RENEW_SHORTEST_MINUTES: '20' };
  const kubeconfigs = { SECRET_PREFIX: 'pullpass/test/clusters/' };
  const clusters = { ...kubeconfigs, ALLOWED_CIDRS: '', ECR_HOSTS: '' };

  test.each([
    ['RefreshLambdaFunction', { ...common, ...queues, ...sites, ...limits, ...kubeconfigs }],
    ['PushLambdaFunction', { ...common, ...clusters, ...renewal, UV_THREADPOOL_SIZE: '16' }],
    [
      'RegistrationLambdaFunction',
      { ...common, ...queues, ...networks, ...limits, ...clusters, ...renewal, KMS_KEY_ARN: '' },
    ],
    ['WidgetLambdaFunction', { ...common, ...limits, ...renewal, DOCS_URL: '' }],
  ])('of %s is what its handler and the runtime read', (id, expected) => {
    const variables = Object.entries(lambdas[id]?.Environment.Variables ?? {})
      .filter(([name]) => !name.startsWith('POWERTOOLS_'))
      .map(([name, value]) => [name, readable(value)]);
    expect(Object.fromEntries(variables)).toEqual(expected);
  });

  test('sends every function to FIPS endpoints of AWS if a deployment says so', async () => {
    const { Resources } = await packagedTemplate(everyParameter);
    for (const id of Object.keys(lambdas))
      expect(Resources[id]?.Properties).toMatchObject({
        Environment: { Variables: { AWS_USE_FIPS_ENDPOINT: 'true' } },
      });
  }, 300_000);

  test('contains the allowed addresses and hosts, the key, how long events are kept, and when tokens are renewed', async () => {
    const { Resources } = await packagedTemplate(everyParameter);
    const variables = {
      ALLOWED_CIDRS: everyParameter.allowedCidrs,
      ECR_HOSTS: 'ecr.example.com,*.mirror.example.com:5000',
      EVENT_RETENTION_DAYS: '90',
      RENEW_AT_SHARE: '0.25',
      RENEW_BETWEEN_MINUTES: '1',
      RENEW_SHORTEST_MINUTES: '2',
    };
    expect(Resources['PushLambdaFunction']?.Properties).toMatchObject({
      Environment: { Variables: variables },
    });
    expect(Resources['RegistrationLambdaFunction']?.Properties).toMatchObject({
      Environment: { Variables: { ...variables, KMS_KEY_ARN: everyParameter.kmsKeyArn } },
    });
  }, 300_000);
});

describe('what calls them', () => {
  test('every route of the API requires a signature', () => {
    const routes = resourcesOf<{ RouteKey: string; AuthorizationType: string }>(
      template,
      'AWS::ApiGatewayV2::Route',
    );
    expect(Object.values(routes).map(({ RouteKey }) => RouteKey)).toEqual(['ANY /', 'ANY /{proxy+}']);
    for (const { AuthorizationType } of Object.values(routes)) expect(AuthorizationType).toBe('AWS_IAM');
  });

  test('the API answers before the gateway gives up after 30 seconds', () => {
    expect(lambdas['RegistrationLambdaFunction']?.Timeout).toBeLessThan(30);
  });

  test('the API accepts as many requests a second as the deployment says', async () => {
    const settings = (from: Template) => from.Resources['HttpApiStage']?.Properties['DefaultRouteSettings'];
    expect(settings(template)).toMatchObject({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
    const chosen = settings(await packagedTemplate(everyParameter)) as Record<string, unknown>;
    expect([chosen['ThrottlingRateLimit'], chosen['ThrottlingBurstLimit']].map(Number)).toEqual([5, 7]);
  }, 300_000);

  test('the access log holds who, what and the outcome, but no header, query or body', () => {
    const stages = resourcesOf<{ AccessLogSettings: { Format: string } }>(
      template,
      'AWS::ApiGatewayV2::Stage',
    );
    const format = Object.values(stages)[0]?.AccessLogSettings.Format ?? '';
    expect(Object.keys(JSON.parse(format))).toEqual(
      expect.arrayContaining(['caller', 'method', 'path', 'status']),
    );
    const allowed =
      /^(requestTime|requestId|httpMethod|path|status|responseLatency|integrationErrorMessage|identity\.(userArn|sourceIp)|error\.message)$/;
    for (const [, variable] of format.matchAll(/\$context\.([\w.]+)/g)) expect(variable).toMatch(allowed);
  });

  test('one push worker per ten messages, and per suspect; failed ones are returned one by one, as many at once as the deployment says', async () => {
    const source = (from: Template) =>
      Object.values(resourcesOf<Record<string, unknown>>(from, 'AWS::Lambda::EventSourceMapping'));
    expect(source(template)).toMatchObject([
      {
        BatchSize: 10,
        EventSourceArn: { 'Fn::GetAtt': ['PushQueue', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 50 },
      },
      {
        BatchSize: 10,
        EventSourceArn: { 'Fn::GetAtt': ['RetryQueue', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 20 },
      },
      {
        BatchSize: 1,
        EventSourceArn: { 'Fn::GetAtt': ['SuspectQueue', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      },
    ]);
    const chosen = await packagedTemplate(everyParameter);
    expect(source(chosen)).toMatchObject([
      { ScalingConfig: { MaximumConcurrency: 8 } },
      { ScalingConfig: { MaximumConcurrency: 3 } },
      { ScalingConfig: { MaximumConcurrency: 2 } },
    ]);
  }, 300_000);

  test('the tick is called every minute; one that could not start, or failed, is not repeated', () => {
    expect(template.Resources['TickSchedule']?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': ['RefreshLambdaFunction', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    });
    expect(lambdas['RefreshLambdaFunction']?.Timeout).toBeLessThan(60);
    expect(template.Resources['TickInvocations']).toMatchObject({
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'RefreshLambdaFunction' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: tickInvocations.maximumRetryAttempts,
        MaximumEventAgeInSeconds: tickInvocations.maximumEventAgeSeconds,
      },
    });
  });
});
