import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { printedPolicies } from '../../../check/policies/printedPolicies.ts';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { configOfBuild } from '../../../support/consumers/openshiftBuild.ts';
import {
  account,
  externalId,
  otherAccount,
  otherRegion,
  pullRole,
  pushRole,
  type RegistriesWorld,
} from '../../world/registriesWorld.ts';
import { until } from '../../world/until.ts';

const ecr = { kind: 'ecr', accountId: account, region: emulatedRegion };

export function credentialScenarios(world: () => RegistriesWorld): void {
  const pullSecret = (namespace: string, fields: object = {}) => ({
    kind: 'imagePullSecret',
    namespaces: { include: [namespace] },
    ...fields,
  });
  const configIn = async (namespace: string, name = 'ecr-credentials') =>
    (await world().openshift.values(namespace, name))?.['.dockerconfigjson'];
  const refused = { code: 1, stderr: expect.stringMatching(/unauthorized|denied|authentication/i) };

  test('builds push as one principal, and workloads may only pull as another, from the same registry', async () => {
    const { openshift, edge, skopeo, serve } = world();
    await openshift.addProject('apart');
    const assumed = (roleArn: string) => ({ ...ecr, roleArn, externalId, hosts: [edge.hosts.ecr] });
    const { status } = await serve(
      'apart',
      [
        { name: 'pull', ...assumed(pullRole) },
        { name: 'push', ...assumed(pushRole) },
      ],
      [
        pullSecret('apart', { serviceAccounts: ['default'], registries: ['pull'] }),
        pullSecret('apart', {
          secretName: 'ecr-builds',
          serviceAccounts: ['builder'],
          registries: ['push'],
        }),
      ],
    );
    expect(status).toMatchObject({ phase: 'Healthy', namespaces: { ready: 1 } });

    const image = `${edge.hosts.ecr}/apart/web:1`;
    const ofAccount = async (name: string) =>
      configOfBuild(await openshift.listed('apart', name, 'imagePullSecrets'), image);
    expect(await skopeo.push(image, await ofAccount('builder'))).toMatchObject({ code: 0 });
    expect(await skopeo.pull(image, await ofAccount('default'))).toMatchObject({ code: 0 });
    expect(await skopeo.push(image, await ofAccount('default'))).toMatchObject(refused);
    expect(await skopeo.pull(image)).toMatchObject(refused);
  }, 120_000);

  test('with the default role, images are pulled from its own account, and nothing is pushed there', async () => {
    const { openshift, edge, skopeo, serve } = world();
    await openshift.addProject('plain');
    const main = { name: 'main', ...ecr, hosts: [edge.hosts.ecr] };
    expect((await serve('plain', [main], [pullSecret('plain')])).status.phase).toBe('Healthy');
    const config = await configIn('plain');
    const image = `${edge.hosts.ecr}/apart/web:1`;
    expect(await skopeo.pull(image, config)).toMatchObject({ code: 0 });
    expect(await skopeo.push(image, config)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /denied: User: arn:aws:sts::\S+ is not authorized to perform: ecr:\w+ on resource: arn:aws:ecr:eu-west-1:123456789012:repository\/apart\/web because no identity-based policy allows/,
      ),
    });
  }, 120_000);

  test('another account’s images are pulled with both policies that the docs print, but with neither alone', async () => {
    const { openshift, edge, skopeo, policies, serve } = world();
    await openshift.addProject('across');
    const shared = { name: 'shared', ...ecr, accountId: otherAccount, hosts: [edge.hosts.shared] };
    expect((await serve('across', [shared], [pullSecret('across')])).status.phase).toBe('Healthy');
    const pull = async () => skopeo.pull(`${edge.hosts.shared}/apart/web:1`, await configIn('across'));
    const without = (kind: string) => ({
      code: 1,
      stderr: expect.stringContaining(`because no ${kind}-based policy allows the ecr:BatchGetImage action`),
    });
    const [identity, ofRepository] = await printedPolicies(
      'docs/registries.md',
      'Repositories of other accounts',
      2,
    );
    const repository = `arn:aws:ecr:${emulatedRegion}:${otherAccount}:repository/apart/web`;
    const deployed = policies.functions;
    try {
      // The page has a placeholder for the role that is let in.
      const letIn = JSON.parse(JSON.stringify(ofRepository).replace('PUSH_ROLE', 'pullpass-local'));
      policies.repositories.set(repository, letIn);
      expect(await pull()).toMatchObject(without('identity'));
      policies.functions = identity ? [identity] : [];
      expect(await pull()).toMatchObject({ code: 0 });
      policies.repositories.delete(repository);
      expect(await pull()).toMatchObject(without('resource'));
    } finally {
      policies.functions = deployed;
      policies.repositories.delete(repository);
    }
  }, 120_000);

  test('an image is pulled from the replica in another region, with that region’s token in the same secret', async () => {
    const { openshift, edge, skopeo, calls, serve } = world();
    await openshift.addProject('replicated');
    calls.reset();
    const { status } = await serve(
      'replicated',
      [
        { name: 'main', ...ecr, hosts: [edge.hosts.ecr] },
        { name: 'shared', ...ecr, accountId: otherAccount },
        { name: 'replica', ...ecr, region: otherRegion, hosts: [edge.hosts.replica] },
      ],
      [pullSecret('replicated')],
    );
    expect(status.phase).toBe('Healthy');
    const config = (await configIn('replicated')) ?? '{}';
    expect(Object.keys(JSON.parse(config).auths)).toHaveLength(5);
    for (const host of [edge.hosts.ecr, edge.hosts.replica])
      expect(await skopeo.pull(`${host}/apart/web:1`, config)).toMatchObject({ code: 0 });

    // The other way round: neither region accepts the other's token.
    const { auths } = JSON.parse(config);
    const swapped = { [edge.hosts.ecr]: auths[edge.hosts.replica] };
    const misplaced = JSON.stringify({ auths: swapped });
    expect(await skopeo.pull(`${edge.hosts.ecr}/apart/web:1`, misplaced)).toMatchObject(refused);
    // Once per region by the preflight and by one worker, not once for each of the three registries.
    expect(calls.count({ service: 'ecr', region: emulatedRegion })).toBeLessThanOrEqual(2);
    expect(calls.count({ service: 'ecr', region: otherRegion })).toBeLessThanOrEqual(2);
  }, 120_000);

  test('ECR Public accepts the token that is pushed', async () => {
    const { openshift, edge, skopeo, serve } = world();
    await openshift.addProject('public');
    const ofPublic = { name: 'public', kind: 'ecr-public', hosts: [edge.hosts.public] };
    expect((await serve('public', [ofPublic], [pullSecret('public')])).status.phase).toBe('Healthy');
    const config = await configIn('public');
    expect(Object.keys(JSON.parse(config ?? '{}').auths)).toEqual(['public.ecr.aws', edge.hosts.public]);
    expect(await skopeo.pull(`${edge.hosts.public}/apart/web:1`, config)).toMatchObject({ code: 0 });
    expect(await skopeo.pull(`${edge.hosts.public}/apart/web:1`)).toMatchObject(refused);
  }, 120_000);

  test('every name that ECR has for a registry accepts the same token, and another partition accepts none', async () => {
    const { api, openshift, edge, skopeo, serve, body } = world();
    await openshift.addProject('named');
    const endpoints = ['standard', 'fips', 'dual-stack', 'fips-dual-stack'];
    const main = { name: 'main', ...ecr, endpoints, hosts: [edge.hosts.ecr] };
    expect((await serve('named', [main], [pullSecret('named')])).status.phase).toBe('Healthy');
    const config = (await configIn('named')) ?? '{}';
    const { auths } = JSON.parse(config) as { auths: Record<string, { auth: string }> };
    expect(Object.keys(auths)).toEqual([
      `${account}.dkr.ecr.eu-west-1.amazonaws.com`,
      `${account}.dkr.ecr-fips.eu-west-1.amazonaws.com`,
      `${account}.dkr-ecr.eu-west-1.on.aws`,
      `${account}.dkr-ecr-fips.eu-west-1.on.aws`,
      edge.hosts.ecr,
    ]);
    expect(new Set(Object.values(auths).map(({ auth }) => auth)).size).toBe(1);
    expect(await skopeo.pull(`${edge.hosts.ecr}/apart/web:1`, config)).toMatchObject({ code: 0 });

    for (const region of ['cn-north-1', 'us-gov-west-1']) {
      const elsewhere = { ...ecr, name: 'main', region };
      const { checks } = await api.expect<{ checks: object[] }>(422, 'POST', '/clusters', {
        body: body('elsewhere', [elsewhere], [pullSecret('named')]),
      });
      expect(checks).toContainEqual(
        expect.objectContaining({
          check: 'registry',
          result: 'failed',
          message: expect.stringMatching(
            /is in the partition aws-(cn|us-gov), and PullPass runs in eu-west-1/,
          ),
        }),
      );
    }
  }, 120_000);

  test('a robot account of Quay is merged into the same secret, and its changes are followed', async () => {
    const { api, openshift, edge, skopeo, secrets, robot, serve } = world();
    await openshift.addProject('robots');
    const auth = () => Buffer.from(`${robot.username}:${robot.password}`).toString('base64');
    const content = () => JSON.stringify({ auths: { [edge.hosts.quay]: { auth: auth() } } });
    const { ARN: secretArn = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'pullpass-registry-quay', SecretString: content() }),
    );
    const quay = { name: 'quay', kind: 'static', host: edge.hosts.quay, secretArn };
    const { status } = await serve(
      'robots',
      [{ name: 'main', ...ecr, hosts: [edge.hosts.ecr] }, quay],
      [pullSecret('robots')],
    );
    expect(status.phase).toBe('Healthy');
    expect(Date.parse(status.validUntil ?? '')).toBeGreaterThan(Date.now());
    for (const host of [edge.hosts.ecr, edge.hosts.quay])
      expect(await skopeo.pull(`${host}/apart/web:1`, await configIn('robots'))).toMatchObject({ code: 0 });

    robot.password = 'second';
    await secrets.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: content() }));
    expect(await skopeo.pull(`${edge.hosts.quay}/apart/web:1`, await configIn('robots'))).toMatchObject(
      refused,
    );
    // A worker that read the secret a moment ago reads it again after ten seconds.
    await until(
      'the new password to be pushed',
      async () => {
        await api.refresh('robots');
        return (await configIn('robots')) ?? '';
      },
      (config) => config.includes(auth()),
      { limit: 60_000, pause: 1_000 },
    );
    expect(await skopeo.pull(`${edge.hosts.quay}/apart/web:1`, await configIn('robots'))).toMatchObject({
      code: 0,
    });
  }, 180_000);

  test('a secret that the deployment does not let PullPass read is named, and nothing is registered', async () => {
    const { api, secrets, edge, body } = world();
    const { ARN: secretArn = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'somebody-elses', SecretString: '{"username":"a","password":"b"}' }),
    );
    const quay = { name: 'quay', kind: 'static', host: edge.hosts.quay, secretArn };
    const answer = await api.expect<{ checks: object[] }>(422, 'POST', '/clusters', {
      body: body('unreadable', [quay], [pullSecret('apart')]),
    });
    expect(answer.checks).toContainEqual({
      check: 'registry',
      result: 'failed',
      kind: 'token',
      message: expect.stringMatching(/^No credential for registry quay: The secret .*AccessDenied/),
      remedy: expect.stringContaining('registrySecrets'),
    });
    expect((await api.call('GET', '/clusters/unreadable')).status).toBe(404);
  }, 60_000);
}
