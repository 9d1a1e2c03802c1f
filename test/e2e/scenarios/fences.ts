import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { printedPolicies } from '../../check/policies/printedPolicies.ts';
import { runScript } from '../../infra/support/runScript.ts';
import { emulatedRegion } from '../../support/aws/ministack.ts';
import { addUser } from '../world/iam.ts';
import type { World } from '../world/world.ts';

export function fenceScenarios(world: () => World): void {
  test('a team with the policy in docs/security.md creates, changes and removes its clusters, and touches no other', async () => {
    const { api, aws, kubernetes, cluster, deployment } = world();
    await kubernetes.addNamespace('fenced');
    const body = (name: string) => cluster(name, { namespaces: { include: ['fenced'] } });
    await api.expect(201, 'POST', '/clusters', { body: body('fenced-off') });
    await api.attempted('fenced-off', undefined);

    const [printed] = await printedPolicies('docs/security.md', 'Who may touch which clusters', 1);
    const id = /\/\/([^.]+)\./.exec(deployment.apiUrl)?.[1] ?? '';
    const policy = JSON.parse(JSON.stringify(printed).replaceAll('API_ID', id));
    const team = await addUser(aws, 'team-a', { callApi: true, policy });
    const asTeam = async (method: string, path: string, more: object = {}) =>
      (await api.call(method, path, { as: team, ...more })).status;
    const create = { body: body('team-a-1'), headers: { 'if-none-match': '*' } };

    expect(await asTeam('PUT', '/clusters/team-a-1?dryRun=true', create)).toBe(200);
    expect(await asTeam('PUT', '/clusters/team-a-1', create)).toBe(201);
    expect(await asTeam('PUT', '/clusters/team-a-1', create)).toBe(412);
    expect(await asTeam('GET', '/clusters/team-a-1')).toBe(200);
    expect(await asTeam('PATCH', '/clusters/team-a-1', { body: { labels: { team: 'a' } } })).toBe(200);
    expect(await asTeam('GET', '/clusters/team-a-1/events')).toBe(200);

    const others: [method: string, path: string, more?: object][] = [
      ['POST', '/clusters', { body: body('team-a-2') }],
      ['POST', '/clusters/', { body: body('team-b-1') }],
      ['POST', '/%63lusters', { body: body('team-b-1') }],
      ['PUT', '/clusters/team-b-1', { body: body('team-b-1'), headers: { 'if-none-match': '*' } }],
      ['GET', '/clusters'],
      ['GET', '/fleet'],
      ['POST', '/probe', { body: { server: kubernetes.server } }],
      ['GET', '/clusters/fenced-off'],
      ['PATCH', '/clusters/fenced-off', { body: { labels: { team: 'a' } } }],
      ['POST', '/clusters/fenced-off/pause'],
      ['DELETE', '/clusters/fenced-off?force=true'],
      ['DELETE', '/clusters/fenced-of%66?force=true'],
    ];
    for (const [method, path, more] of others)
      expect([method, path, await asTeam(method, path, more)]).toEqual([method, path, 403]);
    // Within the fence by their beginning, but not a cluster's path.
    for (const path of ['/clusters/team-a-1/../fenced-off', '/clusters/team-a-1%2F..%2Ffenced-off'])
      expect([path, (await asTeam('DELETE', path)) >= 400]).toEqual([path, true]);
    // A name in the body must not bypass the one in the path.
    expect(await asTeam('PUT', '/clusters/team-a-2', { body: body('team-b-2') })).toBe(422);
    expect((await api.read('fenced-off')).version).toBe(1);
    for (const name of ['team-a-2', 'team-b-1', 'team-b-2'])
      expect((await api.call('GET', `/clusters/${name}`)).status).toBe(404);

    expect(await asTeam('DELETE', '/clusters/team-a-1')).toBe(202);
    await api.gone('team-a-1');
    await api.deregister('fenced-off');
  }, 180_000);

  test('a probe is granted by its own policy in docs/security.md, which grants nothing else', async () => {
    const { api, aws, kubernetes, deployment } = world();
    const [printed] = await printedPolicies('docs/security.md', 'A probe', 1);
    const id = /\/\/([^.]+)\./.exec(deployment.apiUrl)?.[1] ?? '';
    const policy = JSON.parse(JSON.stringify(printed).replaceAll('API_ID', id));
    const prober = await addUser(aws, 'prober', { callApi: true, policy });
    const body = { server: kubernetes.server };
    const { status, text } = await api.call('POST', '/probe', { as: prober, body });
    expect([status, JSON.parse(text)]).toMatchObject([200, { reach: 'reached', tls: 'unknown-ca' }]);
    for (const [method, path] of [
      ['GET', '/fleet'],
      ['GET', '/clusters'],
      ['POST', '/clusters'],
    ] as const)
      expect((await api.call(method, path, { as: prober })).status).toBe(403);
  });

  test('the function in docs/api.md signs what that page asks, and shows no secret to ps', async () => {
    const { deployment, aws } = world();
    const { accessKeyId, secretAccessKey } = await addUser(aws, 'night-shift', { callApi: true });
    const page = await readFile(join(root, 'docs/api.md'), 'utf8');
    const [, definition = ''] = /^(api\(\) \{\n.*?^\})/ms.exec(page) ?? [];
    const asked = [...page.matchAll(/^api "\$API(\/[^"]*)"$/gm)].map(([, path = '']) => path);
    expect(asked).toEqual(expect.arrayContaining(['/fleet', '/clusters?label=env%3Dprod']));
    for (const path of new Set(asked)) {
      const script = `${definition}\napi -w '%{http_code}' -o /dev/null "$API${path}"`;
      const { stdout } = await promisify(execFile)('bash', ['-euc', script], {
        env: {
          PATH: process.env['PATH'],
          AWS_REGION: emulatedRegion,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          API: deployment.apiUrl,
        },
      });
      expect([path, stdout]).toEqual([path, '200']);
    }
    expect(definition).not.toMatch(/(--user|-u|-H|--header) /);
  }, 60_000);

  test('the stack has the tags of the deployment', async () => {
    const { aws, deployment } = world();
    const xml = await aws.query('cloudformation', {
      Action: 'DescribeStacks',
      Version: '2010-05-15',
      StackName: `pullpass-${deployment.stage}`,
    });
    const tags = [...xml.matchAll(/<Key>([^<]+)<\/Key>\s*<Value>([^<]*)<\/Value>/g)].map(([, ...tag]) => tag);
    expect(tags).toEqual(
      expect.arrayContaining([
        ['team', 'platform'],
        ['cost-centre', '42'],
      ]),
    );
  });

  test('a deployment that would shut out registered clusters stops, and says which parameter to give', async () => {
    const { api, kubernetes, cluster, deployment, ministack, registry } = world();
    await kubernetes.addNamespace('bound');
    const others = 'arn:aws:iam::210987654321:role/pullpass-pull';
    const body = cluster('bound', { namespaces: { include: ['bound'] } });
    const registries = body['registries'] as object[];
    const theirs = { name: 'theirs', kind: 'ecr', accountId: '210987654321', region: emulatedRegion };
    await api.expect(201, 'POST', '/clusters?preflight=false', {
      body: { ...body, paused: true, registries: [...registries, { ...theirs, roleArn: others }] },
    });
    const deploy = (...params: string[]) =>
      runScript(
        [
          ...['cli/bin/pullpass.js', 'deploy'],
          ...['--stage', deployment.stage, '--region', emulatedRegion],
          ...params.flatMap((param) => ['--param', param]),
        ],
        { HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...ministack.environment },
      );
    const { code, output } = await deploy('allowedCidrs=127.0.0.0/8');
    expect(code).toBe(1);
    expect(output).toContain(
      '1 registered cluster uses roles that PullPass could no longer assume:\n  bound\n',
    );
    expect(output).toMatch(/hosts that would no longer get ECR tokens:\n( {2}\S+\n)* {2}bound\n/);
    const own = 'arn:aws:iam::123456789012:role/pullpass-*';
    expect(output).toContain(`--param 'registryRoles=${own},${others}'`);
    expect(output).toContain(`--param 'ecrHosts=${registry.host}'`);
    expect(output).toContain('Nothing was deployed.');
    expect(output).not.toContain('Update');
    await api.expect(204, 'DELETE', '/clusters/bound?force=true');
  }, 120_000);
}
