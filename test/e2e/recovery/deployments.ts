import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { recordSchema } from '../../../shared/clusters/store/item.ts';
import { recordKey } from '../../../shared/clusters/store/table.ts';
import { justPassed, makeDue } from '../world/makeDue.ts';
import { nextVersion, type Version } from './nextVersion.ts';
import { params, stage, type World } from './world.ts';

const stack = `pullpass-${stage}`;
/** What the version before stored: see test/support/upgrade. */
const upgrade = join(root, 'test/support/upgrade');
const functions = ['refresh', 'push', 'registration'] as const;

export function deploymentScenarios(world: () => World): void {
  let next: Version;

  // One for all, because its functions are built when it is deployed.
  beforeAll(async () => {
    next = await nextVersion();
    // Visible in every function's code and environment.
    await next.edit('shared/environment.ts', 'is not set.', 'is not set, says the next version.');
    await next.edit('serverless.yml', '    STAGE: ', "    NEXT: 'yes'\n    STAGE: ");
  });

  afterAll(() => next.remove());

  test('a deployment that fails half way leaves the version before running', async () => {
    const cluster = await world().register('steady');
    const before = await running(world());
    const repair = await next.edit('infra/schedule.yml', 'Resources:', brokenDashboard);

    const { code, output } = await deploy(next).finally(repair);
    expect(code).toBe(1);
    expect(output).toContain('BrokenDashboard');
    expect(output).toContain('The deployment failed. CloudFormation rolls back');
    expect(output).toContain(`--stack-name ${stack}`);

    // It had begun: the functions had the next version's code.
    const events = await stackEvents(world());
    const failure = events.indexOf('BrokenDashboard CREATE_FAILED');
    const updated = events.slice(0, failure).filter((event) => /LambdaFunction UPDATE_COMPLETE$/.test(event));
    expect(updated.map((event) => event.split(' ')[0])).toEqual(
      expect.arrayContaining(['RefreshLambdaFunction', 'PushLambdaFunction', 'RegistrationLambdaFunction']),
    );
    expect(events.at(-1)).toBe(`${stack} UPDATE_ROLLBACK_COMPLETE`);

    expect(await running(world())).toEqual(before);
    cluster.remove('secrets', 'payments', 'ecr-credentials');
    expect((await world().api.refresh('steady')).status).toMatchObject({
      phase: 'Healthy',
      consecutiveFailures: 0,
    });
    expect(cluster.secret('payments', 'ecr-credentials')).toBeDefined();
  }, 240_000);

  test('after a version that deploys but does not work, one command brings back the one before', async () => {
    // A copy too: somebody may be working in the project.
    const good = await nextVersion();
    expect((await deploy(good)).code).toBe(0);
    const before = await running(world());
    expect((await deploy(next)).code).toBe(0);
    const after = await running(world());
    for (const name of functions) {
      expect(after[name].environment['NEXT']).toBe('yes');
      expect(after[name].code).not.toBe(before[name].code);
    }
    expect((await deploy(good)).output).toContain('PullPass is deployed');
    expect(await running(world())).toEqual(before);
    await good.remove();
  }, 240_000);

  test('an upgrade that changes several indexes does one at a time, and goes on serving older records', async () => {
    const { api, table } = world();
    const cluster = await world().register('veteran');
    const past = await nextVersion();
    await past.replace('infra/table.yml', await readFile(join(upgrade, 'table-0.1.0.yml'), 'utf8'));
    expect((await deploy(past)).code).toBe(0);
    expect(Object.keys(await indexes(world())).sort()).toEqual(['due', 'expiry', 'failing', 'listing']);
    await asWrittenBefore(world(), 'veteran');
    cluster.remove('secrets', 'payments', 'ecr-credentials');
    const before = (await stackEvents(world())).length;

    const good = await nextVersion();
    const { code, output } = await deploy(good);
    expect(output.match(/^Update \d of \d: .*$/gm)).toEqual([
      'Update 1 of 6: create the index attention',
      'Update 2 of 6: create the index kubeconfigs',
      'Update 3 of 6: create the index uncovered',
      'Update 4 of 6: delete the index due',
      'Update 5 of 6: create the index due',
      'Update 6 of 6: delete the index failing',
    ]);
    expect(output).toContain('PullPass is deployed');
    expect(code).toBe(0);
    const events = (await stackEvents(world())).slice(before);
    expect(events.filter((event) => event === 'ClustersTable UPDATE_COMPLETE')).toHaveLength(6);
    expect(await indexes(world())).toMatchObject({
      attention: ['name'],
      due: ['failingSince', 'name', 'validUntil'],
    });

    await makeDue(table, 'veteran', { nextPushAt: justPassed() }, 'attribute_exists(dueShard)');
    await api.until(
      'veteran',
      'to be pushed to by the next tick',
      () => cluster.secret('payments', 'ecr-credentials') !== undefined,
      120_000,
    );
    await api.until('veteran', 'to be Healthy', ({ status }) => status.phase === 'Healthy');
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: recordKey('veteran') }),
    );
    expect(Item).toMatchObject({ schema: recordSchema, labels: { env: 'prod' } });
    const { items } = await api.expect<{ items: { name: string }[] }>(200, 'GET', '/clusters?label=env=prod');
    expect(items.map(({ name }) => name)).toEqual(['veteran']);
    await Promise.all([past.remove(), good.remove()]);
  }, 400_000);

  function deploy({ folder }: Version) {
    const chosen = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    return world().commandIn(folder, 'deploy', ...chosen);
  }
}

/** Created last, after all functions. A dashboard needs a body. */
const brokenDashboard = `Resources:
  BrokenDashboard:
    Type: AWS::CloudWatch::Dashboard
    DependsOn: [RefreshLambdaFunction, PushLambdaFunction, RegistrationLambdaFunction]
    Properties:
      DashboardName: broken
`;

/**
 * Rewrites a record as the version before would have written it: that of a failing cluster. It is not due before the
 * upgrade has ended, because MiniStack kills the functions that run while they are updated, where AWS lets them end,
 * and a cluster whose push was killed is not taken up again for minutes.
 */
async function asWrittenBefore({ table }: World, name: string): Promise<void> {
  const { failing } = JSON.parse(await readFile(join(upgrade, 'items-0.1.0.json'), 'utf8'));
  const key = recordKey(name);
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key }));
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: {
        ...failing,
        ...key,
        name,
        nextPushAt: inAnHour(),
        spec: { ...failing.spec, name },
        kubeconfig: { ...failing.kubeconfig, ...Item?.['kubeconfig'] },
      },
    }),
  );
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The attributes that each index carries, sorted. */
async function indexes({ aws, table }: World): Promise<Record<string, string[]>> {
  const { Table } = await aws.json<{
    Table: { GlobalSecondaryIndexes: { IndexName: string; Projection: { NonKeyAttributes?: string[] } }[] };
  }>('dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName: table.name });
  return Object.fromEntries(
    Table.GlobalSecondaryIndexes.map(({ IndexName, Projection }) => [
      IndexName,
      (Projection.NonKeyAttributes ?? []).toSorted(),
    ]),
  );
}

interface Running {
  code: string;
  environment: Record<string, string>;
}

async function running({ aws }: World): Promise<Record<(typeof functions)[number], Running>> {
  const each = functions.map(async (name) => {
    const path = `/2015-03-31/functions/${stack}-${name}/configuration`;
    const { CodeSha256, Environment } = await aws.rest<{
      CodeSha256: string;
      Environment: { Variables: Record<string, string> };
    }>('lambda', 'GET', path);
    return [name, { code: CodeSha256, environment: Environment.Variables }] as const;
  });
  return Object.fromEntries(await Promise.all(each)) as Record<(typeof functions)[number], Running>;
}

/** What happened to each resource, oldest first. */
async function stackEvents({ aws }: World): Promise<string[]> {
  const events: string[] = [];
  let token = '';
  do {
    const xml = await aws.query('cloudformation', {
      Action: 'DescribeStackEvents',
      Version: '2010-05-15',
      StackName: stack,
      ...(token !== '' && { NextToken: token }),
    });
    const field = (text: string, name: string) => new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1];
    for (const [, text = ''] of xml.matchAll(/<member>([\s\S]*?)<\/member>/g))
      events.push(`${field(text, 'LogicalResourceId')} ${field(text, 'ResourceStatus')}`);
    token = field(xml, 'NextToken') ?? '';
  } while (token !== '');
  return events.reverse();
}
