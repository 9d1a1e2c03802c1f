import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { editTemplate } from '../../../cli/deploy/editTemplate.ts';
import { mayHaveVpc } from '../../../cli/deploy/joining.ts';
import { type Joining, planUpdates } from '../../../cli/deploy/planUpdates.ts';

const push: Joining = { id: 'PushLambdaFunction', name: 'pullpass-prod-push', isNew: false };
const east: Joining = { id: 'PushDasheastLambdaFunction', name: 'pullpass-prod-push-east', isNew: true };
const step = (does: string) => ({ does, indexes: [] });

const said = (updates: ReturnType<typeof planUpdates>) =>
  updates.map(({ does, outside }) => [does, outside.map(({ name }) => name)]);

describe('the updates that deploy a version', () => {
  test('are one if nothing requires more', () => {
    expect(said(planUpdates([], []))).toEqual([['deploy this version', []]]);
    expect(said(planUpdates([step('create the index a')], []))).toEqual([['create the index a', []]]);
  });

  test('grant what a VPC needs before a function joins it', () => {
    expect(said(planUpdates([], [push, east]))).toEqual([
      ['deploy this version', ['pullpass-prod-push', 'pullpass-prod-push-east']],
      ['put pullpass-prod-push and pullpass-prod-push-east into their VPCs', []],
    ]);
  });

  test('change one index each, and have the VPC last', () => {
    expect(said(planUpdates([step('create the index a'), step('delete the index b')], [east]))).toEqual([
      ['create the index a', ['pullpass-prod-push-east']],
      ['delete the index b', ['pullpass-prod-push-east']],
      ['put pullpass-prod-push-east into its VPC', []],
    ]);
  });
});

test('an update leaves functions out of their VPC, gives new ones no messages, and leaves the rest as packaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-template-'));
  try {
    const fn = (name: string) => ({
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: name, VpcConfig: { SubnetIds: ['subnet-1'] } },
    });
    const source = (id: string) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { Enabled: true, FunctionName: { 'Fn::GetAtt': [id, 'Arn'] } },
    });
    const Resources = {
      PushLambdaFunction: fn('push'),
      PushDasheastLambdaFunction: fn('push-east'),
      PushDashwestLambdaFunction: fn('push-west'),
      PushSource: source('PushLambdaFunction'),
      EastSource: source('PushDasheastLambdaFunction'),
    };
    // As osls writes what occurs twice.
    const path =
      '$["service"]["provider"]["compiledCloudFormationTemplate"]["Resources"]["PushLambdaFunction"]';
    const functions = {
      push: { vpc: { subnetIds: { $ref: `${path}["Properties"]["VpcConfig"]["SubnetIds"]` } } },
    };
    const file = join(folder, '.serverless/serverless-state.json');
    await mkdir(join(folder, '.serverless'));
    await writeFile(
      file,
      JSON.stringify({ service: { provider: { compiledCloudFormationTemplate: { Resources } }, functions } }),
    );
    await editTemplate(folder, { outside: [push, east] }, []);
    const state = JSON.parse(await readFile(file, 'utf8'));
    expect(state.service.provider.compiledCloudFormationTemplate.Resources).toEqual({
      ...Resources,
      PushLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'push' } },
      PushDasheastLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'push-east' },
      },
      EastSource: {
        ...Resources.EastSource,
        Properties: { ...Resources.EastSource.Properties, Enabled: false },
      },
    });
    expect(state.service.functions).toEqual({ push: { vpc: { subnetIds: ['subnet-1'] } } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each([
  [['subnetIds=subnet-1', 'securityGroupIds=sg-1'], true],
  [['sites=/etc/sites.yml'], true],
  [['subnetIds='], false],
  [['subnetIds= '], false],
  [['alarmEmail=a@example.com'], false],
])('whether %j may need a VPC: %s', (params, expected) => {
  expect(mayHaveVpc(params)).toBe(expected);
});
