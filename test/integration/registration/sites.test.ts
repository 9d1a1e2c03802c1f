import { CreateQueueCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { networkHandler } from '../../../functions/push/network/networkHandler.ts';
import type { PushWorld } from '../../../functions/push/world.ts';
import { remotePreflight } from '../../../functions/registration/networks/remotePreflight.ts';
import type { World } from '../../../functions/registration/world.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Invoked, type LambdaEndpoint, startLambdaEndpoint } from '../../support/aws/lambdaEndpoint.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
let lambda: LambdaEndpoint;
/** What the function of a site does when it is called. */
let invoke: (event: unknown) => Promise<Invoked>;
/** The default network, where it is not this one. */
let inVpc: boolean;

beforeEach(async () => {
  inVpc = false;
  lambda = await startLambdaEndpoint((_name, event) => invoke(event));
  api = await startApi({ world: withSites });
  api.cluster.addNamespace('team-a');
  // The push function's own code, with what it has of the same kind in the API's world.
  invoke = async (event) => ({ answer: await networkHandler(pushWorld('east'))(event) });
});
afterEach(async () => {
  await api.stop();
  await lambda.stop();
});

function withSites({ queues, now }: World): Partial<World> {
  return {
    queues: { ...queues, sites: ['east', 'west'] },
    networks: {
      sites: ['east', 'west'],
      elsewhere: (site) =>
        site === undefined && !inVpc
          ? undefined
          : remotePreflight(lambda.client, { functionName: `push-${site ?? 'default'}`, site, now }),
    },
  };
}

const reaching = (name: string, ask: () => Promise<unknown>) => ({
  name,
  endpoint: `an endpoint for ${name}`,
  always: true,
  ask,
});

function pushWorld(
  site: string | undefined,
  services: ReturnType<PushWorld['services']> = [reaching('DynamoDB', async () => 1)],
) {
  const { freshTokens, allowedCidrs, now, log } = api.world;
  return { site, services: () => services, freshTokens, allowedCidrs, now, log } as unknown as PushWorld;
}

const register = (fields: object, query = '') =>
  api.send('POST', `/clusters${query}`, { body: api.registration(fields) });
const checks = (body: Wire, result: string): string[] =>
  (body.checks ?? body.preflight.checks)
    .filter((check: Wire) => check.result === result)
    .map((check: Wire) => check.message);

async function sent(QueueUrl: string): Promise<string[]> {
  const client = api.world.queues.client as SQSClient;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body).cluster);
}

test('a cluster of a site is checked by the site’s function, and its first push goes to the site’s queue', async () => {
  const queue = `${api.aws.queueUrl}-east`;
  await (api.world.queues.client as SQSClient).send(
    new CreateQueueCommand({ QueueName: queue.split('/').at(-1) }),
  );
  const { status, body } = await register({ site: 'east' });

  expect(status).toBe(201);
  expect(lambda.called).toEqual(['push-east']);
  expect(checks(body, 'passed')).toEqual([
    'Pushes run in the network of the site east, which reaches DynamoDB.',
    'The API server answers.',
    'The certificate of the API server verifies.',
    'The credential is accepted, as admin.',
    'The namespaces can be listed.',
    'May create, patch, get and delete secrets/ecr-credentials in all namespaces.',
    'May list secrets/ecr-credentials in all namespaces.',
    'A credential can be had for registry main, and is taken there.',
  ]);
  expect(checks(body, 'failed')).toEqual([]);
  expect(body.site).toBe('east');
  expect(body.status.kubeconfig.identity).toBe('admin');
  expect(await sent(queue)).toEqual(['prod-eu-1']);
  expect(await api.messages()).toEqual([]);
});

test('one of no site is checked by the API itself, unless the default network is in a VPC', async () => {
  expect((await register({}, '?dryRun=true')).status).toBe(200);
  expect(lambda.called).toEqual([]);
  inVpc = true;
  expect((await register({}, '?dryRun=true')).status).toBe(200);
  expect(lambda.called).toEqual(['push-default']);
});

test('a site that is not deployed is refused, with those that are, and nothing is stored', async () => {
  for (const query of ['', '?preflight=false', '?dryRun=true']) {
    const { status, body } = await register({ site: 'north' }, query);
    expect(status).toBe(422);
    expect(body.detail).toBe('/site is not the name of a deployed site; deployed are east, west');
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/site' })]);
  }
  expect(await api.items()).toEqual([]);
  expect(lambda.called).toEqual([]);
});

test('what the site’s network does not reach of AWS is told apart from the cluster, with what to give it', async () => {
  const timeout = Object.assign(new Error('no'), { name: 'TimeoutError' });
  const secrets = reaching('Secrets Manager', () => Promise.reject(timeout));
  const refusing = reaching('DynamoDB', () =>
    Promise.reject(
      Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } }),
    ),
  );
  invoke = async (event) => ({ answer: await networkHandler(pushWorld('east', [refusing, secrets]))(event) });
  const { status, body } = await register({ site: 'east' });

  expect(status).toBe(422);
  expect(body.checks.filter(({ result }: Wire) => result === 'failed')).toEqual([
    {
      check: 'network',
      result: 'failed',
      kind: 'unreachable',
      message: 'Secrets Manager gave no answer in the network of the site east (TimeoutError).',
      remedy: expect.stringContaining('an endpoint for Secrets Manager'),
    },
  ]);
  expect(checks(body, 'passed')).toContain('The API server answers.');
});

test.each<[string, Invoked, string, RegExp]>([
  ['ends with an error', { functionError: true }, 'internal', /ended with an error/],
  ['is throttled', { refused: 429, type: 'TooManyRequestsException' }, 'throttled', /was refused a start/],
  ['is not there', { refused: 404, type: 'ResourceNotFoundException' }, 'internal', /ResourceNotFound/],
  ['is of another version', { answer: { batchItemFailures: [] } }, 'internal', /not understood/],
])(
  'where the site’s function %s, that is what fails: of the cluster nothing is known',
  async (_, end, kind, why) => {
    invoke = async () => end;
    const { status, body } = await register({ site: 'west' });
    expect(status).toBe(422);
    const [failure, ...others] = body.checks.filter(({ result }: Wire) => result === 'failed');
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      check: 'network',
      kind,
      remedy: expect.stringContaining('nothing of the cluster'),
    });
    expect(failure.message).toMatch(why);
    expect(checks(body, 'unchecked').length).toBe(body.checks.length - 1);
    expect(await api.items()).toEqual([]);
    // Neither what was sent there nor what it said of it is anywhere.
    const { token } = /token: (?<token>\S+)/.exec(api.endpoint.kubeconfig('admin'))?.groups ?? {};
    for (const text of [...api.logged, ...api.answers]) expect(text).not.toContain(token);
  },
);

test('a function that hangs ends with the time for checks, and not with the request’s', async () => {
  await api.stop();
  api = await startApi({ world: withSites, timeoutMs: 9_000 });
  invoke = () => new Promise(() => {});
  const { status, body } = await register({ site: 'east' });
  expect(status).toBe(422);
  expect(checks(body, 'failed').join()).toMatch(/did not answer within 2 s/);
});

test('moved to a site, a cluster is checked there and pushed to from there; moved back, by null', async () => {
  await register({}, '?preflight=false');
  await api.messages();
  const moved = await api.send('PATCH', '/clusters/prod-eu-1', { body: { site: 'east' } });
  expect(moved).toMatchObject({ status: 200, body: { site: 'east', version: 2 } });
  expect(lambda.called).toEqual(['push-east']);
  expect((await readCluster(api.table, 'prod-eu-1'))?.spec.site).toBe('east');
  expect(await api.messages()).toEqual([]);

  const back = await api.send('PATCH', '/clusters/prod-eu-1', { body: { site: null } });
  expect(back.status).toBe(200);
  expect(back.body).not.toHaveProperty('site');
  expect(await api.messages()).toMatchObject([{ cluster: 'prod-eu-1' }]);
});

test('a cluster whose site is not deployed any longer can be paused and labelled, but not changed there', async () => {
  await register({ site: 'east' }, '?preflight=false');
  await api.stop();
  api = await startApi();
  api.cluster.addNamespace('team-a');
  await register({}, '?preflight=false');
  const { table } = api;
  const { changeCluster } = await import('../../../shared/clusters/store/records.ts');
  const record = await readCluster(table, 'prod-eu-1');
  if (record === undefined) throw new Error('the cluster is gone');
  await changeCluster(table, { ...record, spec: { ...record.spec, site: 'east' } }, record);

  const patch = (body: object) => api.send('PATCH', '/clusters/prod-eu-1', { body });
  expect((await patch({ labels: { a: 'b' } })).status).toBe(200);
  expect((await patch({ targets: [{ kind: 'imagePullSecret', secretName: 'x' }] })).body.detail).toMatch(
    /none is deployed/,
  );
  expect((await patch({ site: null })).status).toBe(200);
});
