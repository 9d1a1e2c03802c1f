import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { type Api, ann, startApi } from './anApi.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('team-a');
});
afterEach(() => api.stop());

const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const own = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const withHosts = (...hosts: string[]) => ({
  registries: [
    { ...ecr, name: 'plain', region: 'us-east-1' },
    { ...ecr, hosts },
  ],
});

describe('a host that gets no ECR token', () => {
  const refusal = {
    type: 'urn:pullpass:problem:invalid',
    errors: [
      {
        pointer: '/registries/1/hosts/1',
        message: expect.stringContaining('ecrHosts'),
        expected: 'a host of ECR, or *.example.com',
        received: 'another host',
      },
    ],
  };

  test.each(['?dryRun=true', '?preflight=false', ''])('is refused at POST /clusters%s', async (query) => {
    const body = api.registration(withHosts('ecr.example.com', 'evil.example'));
    const answer = await api.send('POST', `/clusters${query}`, { body });
    expect(answer).toMatchObject({ status: 422, body: refusal });
    expect(api.aws.calls.count({ service: 'ecr' })).toBe(0);
    expect(api.aws.calls.count({ service: 'registry' })).toBe(0);
    expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
  });

  test('is refused at PATCH and PUT, but does not prevent other changes of a cluster that has it already', async () => {
    const body = api.registration(withHosts('ecr.example.com', 'mirror.example.com'));
    expect((await api.send('POST', '/clusters', { body })).status).toBe(201);
    const strange = withHosts('ecr.example.com', 'evil.example');
    const patched = await api.send('PATCH', '/clusters/prod-eu-1', { body: strange });
    expect(patched).toMatchObject({ status: 422, body: refusal });
    const put = await api.send('PUT', '/clusters/prod-eu-1', { body: { ...body, ...strange } });
    expect(put).toMatchObject({ status: 422, body: refusal });

    api.world.ecrHosts = [];
    const labelled = await api.send('PATCH', '/clusters/prod-eu-1', { body: { labels: { a: 'b' } } });
    expect(labelled.status).toBe(200);
  });
});

test('a static secret is sent only to its own host, and the dry run says what is wrong with it', async () => {
  const secrets = new SecretsManagerClient(api.aws.clientConfig('secretsmanager'));
  const content = { username: 'robot', password: 'of-the-robot', host: 'quay.io' };
  const { ARN: secretArn } = await secrets.send(
    new CreateSecretCommand({ Name: 'pullpass-registry-quay', SecretString: JSON.stringify(content) }),
  );
  secrets.destroy();
  const registries = [{ name: 'evil', kind: 'static', host: 'evil.example', secretArn }];
  const answer = await api.send('POST', '/clusters?dryRun=true', { body: api.registration({ registries }) });
  expect(answer.status).toBe(422);
  expect(answer.body.checks).toContainEqual({
    check: 'registry',
    result: 'failed',
    kind: 'token',
    message: expect.stringContaining('is for quay.io, and not for evil.example'),
    remedy: expect.stringContaining('secretArn'),
  });
  expect(api.aws.calls.count({ service: 'registry' })).toBe(0);
  expect(answer.text).not.toContain('of-the-robot');
});

test('the log says who has credentials tried, with which role and where, also for dry runs', async () => {
  const roleArn = 'arn:aws:iam::123456789012:role/pullpass-pull';
  const registries = [ecr, { ...ecr, name: 'theirs', roleArn, hosts: ['ecr.example.com'] }];
  const targets = [{ kind: 'imagePullSecret', namespaces: { include: ['team-a'] }, registries: ['main'] }];
  const body = api.registration({ registries, targets });
  expect((await api.send('POST', '/clusters?dryRun=true', { body })).status).toBe(200);
  const lines = () =>
    api.logged.map((line) => JSON.parse(line)).filter(({ message }) => message === 'checks asked for');
  expect(lines()).toEqual([
    {
      level: 'info',
      message: 'checks asked for',
      cluster: 'prod-eu-1',
      by: ann,
      dryRun: true,
      server: api.endpoint.server,
      roles: ['PullPass', roleArn],
      hosts: [own, 'ecr.example.com'],
      secrets: [],
      requestId: expect.any(String),
    },
  ]);
  expect((await api.send('POST', '/clusters', { body })).status).toBe(201);
  const { kubeconfig } = body;
  await api.send('PUT', '/clusters/prod-eu-1/kubeconfig?dryRun=true', { body: { kubeconfig } });
  const without = { registries: [ecr] };
  await api.send('PATCH', '/clusters/prod-eu-1?dryRun=true', { body: without });
  expect(lines().map(({ dryRun, hosts }) => [dryRun, hosts.length])).toEqual([
    [true, 2],
    [false, 2],
    [true, 2],
    [true, 1],
  ]);
});

test('a cluster whose static registries are new or changed must have secrets that say their host', async () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay';
  const registries = [{ name: 'quay', kind: 'static', host: 'quay.io', secretArn }];
  const asked = async () => (await readCluster(api.world.table, 'prod-eu-1'))?.secretsSayHost;
  const change = (body: unknown) => api.send('PATCH', '/clusters/prod-eu-1?preflight=false', { body });
  const body = api.registration({ registries });
  await api.send('POST', '/clusters?preflight=false', { body });
  expect(await asked()).toBe(true);

  // As an older version left it.
  await setFields(api.world.table, 'prod-eu-1', { secretsSayHost: undefined });
  await change({ labels: { a: 'b' } });
  expect(await asked()).toBeUndefined();
  await change({ registries: [{ ...registries[0], host: 'evil.example' }] });
  expect(await asked()).toBe(true);
});
