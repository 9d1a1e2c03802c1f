import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { switchEventSources } from './lambda.ts';
import { forbid } from './roles.ts';
import { stage, type startPackedWorld, type World } from './world.ts';

export function smokeScenarios(world: () => Awaited<ReturnType<typeof startPackedWorld>>): void {
  let folder: string;
  let way: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pullpass-smoke-'));
    const file = join(folder, 'ca.pem');
    await writeFile(file, world().urls.ca);
    way = ['--proxy-url', world().urls.proxyUrl, '--certificate-authority', file];
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const steps = (output: string) =>
    [...output.matchAll(/^ {2}([✓✗]) +[\d.]+ s {2}(.+)$/gm)].map(([, mark, what]) => `${mark} ${what}`);

  test('the package was enough to deploy it, and left nothing in its folder and at home', async () => {
    const { deployment, package: packed } = world();
    expect(deployment.output).toContain('What to do next');
    expect((await readdir(packed.folder)).sort()).toEqual([
      'node_modules',
      'package-lock.json',
      'package.json',
    ]);
    expect(await readdir(join(packed.folder, 'node_modules/pullpass'))).not.toContain('node_modules');
    expect(await readdir(packed.home)).toEqual(['.cache']);
  });

  test('from the package: on a healthy stack it goes through a cluster’s whole life, and leaves nothing behind', async () => {
    const { code, output } = await world().packed('smoke', ...way);
    expect(steps(output)).toEqual([
      '✓ ask the default network what it reaches',
      '✓ deploy a canary cluster',
      '✓ register it',
      '✓ wait for the first push',
      '✓ look at what was pushed',
      '✓ deregister it',
      '✓ see that nothing is left',
      '✓ remove the canary',
    ]);
    expect(output).toContain('PullPass works');
    expect(code).toBe(0);
    expect(world().urls.requests()).toBeGreaterThan(5);
    await expectNothingLeft(world());
  }, 180_000);

  test('with a cluster of the admin’s it needs no canary, and cleans up there', async () => {
    const { cluster, kubeconfig } = await world().serve('own');
    const file = join(folder, 'own.kubeconfig');
    await writeFile(file, kubeconfig);
    const { code, output } = await world().command('smoke', '--kubeconfig', file, '--namespace', 'payments');
    expect(steps(output)).toEqual([
      '✓ ask the default network what it reaches',
      '✓ register it',
      '✓ wait for the first push',
      '✓ deregister it',
      '✓ see that nothing is left',
    ]);
    expect(code).toBe(0);
    const asked = cluster.requests.counts;
    expect(asked['patch secrets']).toBeGreaterThan(0);
    // One of them is a dry run of the preflight.
    expect(asked['delete secrets']).toBe(2);
    expect(cluster.secrets()).toEqual([]);
    await expectNothingLeft(world());
  }, 120_000);

  test('it first clears what a killed run left', async () => {
    await world().register('pullpass-smoke');
    const labels = { 'pullpass.io/canary': 'true' };
    await world().api.expect(200, 'PATCH', '/clusters/pullpass-smoke', { body: { labels } });
    const { kubeconfig } = await world().serve('own-again');
    const file = join(folder, 'again.kubeconfig');
    await writeFile(file, kubeconfig);
    const { code, output } = await world().command('smoke', '--kubeconfig', file, '--namespace', 'payments');
    expect(steps(output)[0]).toBe('✓ clear an earlier run');
    expect(output).toContain('pullpass-smoke was still registered');
    expect(code).toBe(0);
    await expectNothingLeft(world());
  }, 120_000);

  test('with the push function’s event source off it says that nothing takes the message, and cleans up', async () => {
    await switchEventSources(world().ministack, `pullpass-${stage}-push`, false);
    try {
      const { code, output } = await world().command('smoke', ...way, '--timeout', '5');
      expect(steps(output)).toEqual([
        '✓ ask the default network what it reaches',
        '✓ deploy a canary cluster',
        '✓ register it',
        '✗ wait for the first push',
        '✓ deregister the canary',
        '✓ remove the canary',
      ]);
      expect(output).toContain('PullPass does not work.');
      expect(output).toContain('The canary was not served within 5 s: no push was recorded; it is Pending.');
      expect(output).toContain(`/aws/lambda/pullpass-${stage}-push`);
      expect(code).toBe(1);
    } finally {
      await switchEventSources(world().ministack, `pullpass-${stage}-push`, true);
    }
    await expectNothingLeft(world());
  }, 240_000);

  test('if the push function lacks a permission, it says which failure that causes', async () => {
    const { aws } = world();
    const permit = await forbid(aws, `pullpass-${stage}`, 'PushRole', 'secretsmanager:GetSecretValue');
    try {
      const { code, output } = await world().command('smoke', ...way, '--timeout', '30');
      expect(output).toContain('The push failed. kubeconfig: ');
      expect(output).toContain('may not be read');
      expect(code).toBe(1);
    } finally {
      await permit();
    }
    await expectNothingLeft(world());
  }, 240_000);

  test('Ctrl-C while it runs removes what was made', async () => {
    // At the first line of a step after the deployment: then everything exists that must be removed.
    const { code, output } = await world().interrupted('smoke', /deploy a canary/, ...way);
    expect(output).toContain('Interrupted.');
    expect(steps(output)).toContain('✓ remove the canary');
    expect(code).toBe(130);
    await expectNothingLeft(world());
  }, 240_000);
}

async function expectNothingLeft({ api, aws }: World): Promise<void> {
  expect((await api.call('GET', '/clusters/pullpass-smoke')).status).toBe(404);
  const { SecretList } = await aws.json<{ SecretList: { Name: string }[] }>(
    'secretsmanager',
    'secretsmanager.ListSecrets',
    {},
  );
  expect(SecretList.map(({ Name }) => Name)).not.toContain(`pullpass/${stage}/clusters/pullpass-smoke`);
  const stacks = await aws.query('cloudformation', { Action: 'ListStacks', Version: '2010-05-15' });
  const summaries = [...stacks.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, text = '']) => text);
  const canaries = summaries.filter((text) => text.includes(`<StackName>pullpass-canary-${stage}<`));
  expect(canaries.filter((text) => !text.includes('DELETE_COMPLETE'))).toEqual([]);
}
