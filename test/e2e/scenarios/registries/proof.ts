import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { emulatedRegion } from '../../../support/aws/ministack.ts';
import { account, externalId, pullRole, type RegistriesWorld } from '../../world/registriesWorld.ts';
import { until } from '../../world/until.ts';

const ecr = { name: 'main', kind: 'ecr', accountId: account, region: emulatedRegion };
const target = (namespace: string) => ({ kind: 'imagePullSecret', namespaces: { include: [namespace] } });

export function proofScenarios(world: () => RegistriesWorld): void {
  test('the registration tries each credential at its registry, and says so', async () => {
    const { api, edge, body, openshift } = world();
    await openshift.addProject('tried');
    edge.tried.splice(0);
    const registries = [{ ...ecr, hosts: [edge.hosts.ecr, 'mirror.example.com'] }];
    const { preflight } = await api.expect<{ preflight: { checks: object[] } }>(
      200,
      'POST',
      '/clusters?dryRun=true',
      { body: body('tried', registries, [target('tried')]) },
    );
    const ofRegistry = preflight.checks.filter((check) => (check as { check: string }).check === 'registry');
    expect(ofRegistry).toEqual([
      expect.objectContaining({ result: 'passed' }),
      {
        check: 'registry',
        result: 'unchecked',
        message:
          'It could not be seen from where PullPass runs whether mirror.example.com accepts it: it answered 404 to /v2/. It is pushed nevertheless.',
      },
      expect.objectContaining({ result: 'unchecked', message: expect.stringMatching(/no "probe" is/) }),
    ]);
    const standard = `${account}.dkr.ecr.${emulatedRegion}.amazonaws.com`;
    expect(new Set(edge.tried)).toEqual(new Set([edge.hosts.ecr, standard]));
    expect(edge.tried).toHaveLength(2);
  }, 60_000);

  test('a probe image shows whether the deployed role may pull, and that an older version’s role may not', async () => {
    const { api, body, openshift, policies } = world();
    await openshift.addProject('probed');
    const registries = [{ ...ecr, probe: 'apart/web:1' }];
    const check = (status: number) =>
      api.expect<{ preflight?: { checks: object[] }; checks?: object[] }>(
        status,
        'POST',
        '/clusters?dryRun=true',
        { body: body('probed', registries, [target('probed')]) },
      );
    const passed = await check(200);
    expect(passed.preflight?.checks).toContainEqual({
      check: 'registry',
      result: 'passed',
      message: `The probe image ${account}.dkr.ecr.${emulatedRegion}.amazonaws.com/apart/web:1 may be pulled: its manifest was given.`,
    });

    const deployed = policies.functions;
    const mints = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' } as const;
    policies.functions = [{ Statement: mints }];
    try {
      expect((await check(422)).checks).toContainEqual({
        check: 'registry',
        result: 'failed',
        kind: 'registry',
        message: expect.stringMatching(
          /arn:aws:sts::123456789012:assumed-role\/pullpass-local\/local is not authorized to perform ecr:BatchGetImage on arn:aws:ecr:eu-west-1:123456789012:repository\/apart\/web/,
        ),
        remedy: expect.stringMatching(/./),
      });
    } finally {
      policies.functions = deployed;
    }
  }, 60_000);

  test('a password that the registry refuses is not pushed: the old secret stays, and that is reported', async () => {
    const { api, openshift, edge, secrets, robot, serve } = world();
    await openshift.addProject('refused');
    const host = edge.hosts.quay;
    const SecretString = JSON.stringify({ ...robot, host });
    const { ARN: secretArn = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'pullpass-registry-refused', SecretString }),
    );
    const quay = { name: 'quay', kind: 'static', host, secretArn };
    expect((await serve('refused', [quay], [target('refused')])).status.phase).toBe('Healthy');
    const before = await openshift.values('refused', 'ecr-credentials');

    const mistaken = JSON.stringify({ ...robot, host, password: 'mistaken' });
    await secrets.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: mistaken }));
    const { status } = await until(
      'the new password to be tried',
      () => api.refresh('refused'),
      ({ status }) => status.phase !== 'Healthy',
      { limit: 60_000, pause: 1_000 },
    );
    expect(status).toMatchObject({
      phase: 'Failing',
      error: {
        kind: 'registry',
        message: `The registry quay refused its new credential at ${edge.hosts.quay} (401 from ${edge.hosts.quay}); what the cluster holds stays unchanged`,
        remedy: expect.stringContaining(secretArn),
      },
    });
    expect(await openshift.values('refused', 'ecr-credentials')).toEqual(before);
    expect(JSON.stringify([await api.events('refused'), status])).not.toContain('mistaken');
  }, 180_000);

  test('a role called with a wrong external id gives no token, and the check says what to look at', async () => {
    const { api, body } = world();
    const registries = [{ ...ecr, roleArn: pullRole, externalId: `not-${externalId}` }];
    const { checks } = await api.expect<{ checks: object[] }>(422, 'POST', '/clusters', {
      body: body('wrong-id', registries, [target('tried')]),
    });
    expect(checks).toContainEqual(
      expect.objectContaining({ check: 'registry', result: 'failed', kind: 'assume-role' }),
    );
  }, 60_000);
}
