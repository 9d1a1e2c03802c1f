import { CreateQueueCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { World } from '../../../functions/registration/world.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { nothingAsked } from '../../../shared/preflight/findings.ts';
import { fitted } from '../../../shared/preflight/fitting.ts';
import { type Api, serviceThat, startApi, type Wire } from './anApi.ts';

let api: Api;
/** The networks whose push functions were called. */
let asked: string[];

beforeEach(() => start());
afterEach(() => api.stop());

/** A default network and a site have push functions; tests set that of the site west. */
async function start(options: { timeoutMs?: number } = {}) {
  asked = [];
  api = await startApi({ ...options, world: withSites });
  api.cluster.addNamespace('team-a');
  api.deployPush('east');
  for (const [name, fn] of api.aws.functions)
    push(name.replace(/^pullpass-test-push-?/, '') || 'default', fn.handler as never);
}

function withSites({ queues, networks }: World): Partial<World> {
  const sites = ['east', 'west'];
  return { queues: { ...queues, sites }, networks: { ...networks, sites } };
}

/** What a network's push function does when it is called. */
function push(network: string, handler: (event: unknown) => Promise<unknown>): void {
  const name = network === 'default' ? 'pullpass-test-push' : `pullpass-test-push-${network}`;
  const noted = (event: unknown) => {
    asked.push(network);
    return handler(event);
  };
  api.aws.functions.set(name, { name, timeoutMs: 150_000, handler: noted as never });
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
  expect(asked).toEqual(['east']);
  expect(checks(body, 'passed')).toEqual([
    'Pushes run in the network of the site east, which reaches DynamoDB.',
    'The API server answers.',
    'The certificate of the API server verifies.',
    'The credential is accepted, as admin.',
    'The namespaces can be listed.',
    'May create, patch, get and delete secrets/ecr-credentials in all namespaces.',
    'May list secrets/ecr-credentials in all namespaces.',
    'In a dry run, secret ecr-credentials could be written in namespace team-a.',
    'PullPass gets a credential for registry main, and it is accepted there.',
  ]);
  expect(checks(body, 'failed')).toEqual([]);
  expect(body.site).toBe('east');
  expect(body.status.kubeconfig.identity).toBe('admin');
  expect(await sent(queue)).toEqual(['prod-eu-1']);
  expect(await api.messages()).toEqual([]);
});

test('one without a site is checked by the push function of the default network', async () => {
  const { status, body } = await register({}, '?dryRun=true');
  expect(status).toBe(200);
  expect(asked).toEqual(['default']);
  expect(checks(body, 'passed')[0]).toBe('Pushes run in the default network, which reaches DynamoDB.');
});

test('a site that is not deployed is refused, the deployed ones are named, and nothing is stored', async () => {
  for (const query of ['', '?preflight=false', '?dryRun=true']) {
    const { status, body } = await register({ site: 'north' }, query);
    expect(status).toBe(422);
    expect(body.detail).toBe('/site is not the name of a deployed site; deployed are east, west');
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/site' })]);
  }
  expect(await api.items()).toEqual([]);
  expect(asked).toEqual([]);
});

test('AWS services that the site’s network does not reach are reported apart from the cluster, with what to do', async () => {
  const timeout = Object.assign(new Error('no'), { name: 'TimeoutError' });
  const secrets = serviceThat('Secrets Manager', () => Promise.reject(timeout));
  const refusing = serviceThat('DynamoDB', () =>
    Promise.reject(
      Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } }),
    ),
  );
  api.deployPush('east', [refusing, secrets]);
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

const breaks = () => push('west', () => Promise.reject(new Error('it broke')));
const isThrottled = () => void api.aws.faults.inject({ service: 'lambda', fault: { kind: 'throttle' } });
const isNotReady = () => void api.aws.faults.inject({ service: 'lambda', fault: { kind: 'not-ready' } });
const isDenied = () => void api.aws.faults.inject({ service: 'lambda', fault: { kind: 'deny' } });
const isNotThere = () => undefined;
const isOlder = () => push('west', async () => ({ batchItemFailures: [] }));
const answersTooMuch = () => push('west', async () => 'x'.repeat(7_000_000));

test.each<[string, () => void, string, RegExp]>([
  ['ends with an error', breaks, 'internal', /ended with an error/],
  ['is throttled', isThrottled, 'throttled', /could not start/],
  ['was idle for weeks', isNotReady, 'unreachable', /ResourceNotReady.*Wait some minutes and try again/],
  ['is missing', isNotThere, 'internal', /ResourceNotFound/],
  ['may not be called yet', isDenied, 'internal', /AccessDenied/],
  ['is of another version', isOlder, 'internal', /unexpected answer/],
  ['answers more than Lambda passes on', answersTooMuch, 'internal', /ended with an error/],
])(
  'if the site’s function %s, only that fails: of the cluster nothing is known',
  async (_, happens, kind, why) => {
    happens();
    const { status, body } = await register({ site: 'west' });
    expect(status).toBe(422);
    const [failure, ...others] = body.checks.filter(({ result }: Wire) => result === 'failed');
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      check: 'network',
      kind,
      remedy: expect.stringContaining('nothing about the cluster'),
    });
    expect(failure.message).toMatch(why);
    expect(checks(body, 'unchecked').length).toBe(body.checks.length - 1);
    expect(await api.items()).toEqual([]);
    // Neither what was sent there nor what it said of it is anywhere.
    const { token } = /token: (?<token>\S+)/.exec(api.endpoint.kubeconfig('admin'))?.groups ?? {};
    for (const text of [...api.logged, ...api.answers]) expect(text).not.toContain(token);
  },
);

test('the checks of ten thousand namespaces come through, though Lambda passes on only 6 MB', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `a-namespace-with-a-name-${index}`);
  const access = (verb: string) => ({ verb, resource: 'secrets', name: 'ecr-credentials' }) as const;
  const accesses = Array.from({ length: 30 }, (_, index) => ({
    access: access(`verb${index}`),
    answer: { everywhere: false, denied: [], allowed: names, unchecked: [] } as const,
  }));
  const findings = { ...nothingAsked, contact: { identity: 'ann' }, accesses, registries: [] };
  expect(JSON.stringify(findings).length).toBeGreaterThan(6_291_556);
  push('east', async () => fitted(findings));
  const { status, body } = await register({ site: 'east' }, '?dryRun=true');
  expect(status).toBe(200);
  expect(checks(body, 'passed').at(-1)).toMatch(
    /in 10000 namespaces: a-namespace-with-a-name-0, .* and 9990 more/,
  );
});

test('a function that hangs ends with the time for checks, not with the request’s', async () => {
  await api.stop();
  await start({ timeoutMs: 9_000 });
  push('east', () => new Promise(() => {}));
  const { status, body } = await register({ site: 'east' });
  expect(status).toBe(422);
  expect(checks(body, 'failed').join()).toMatch(/did not answer within 2 s/);
});

test('moved to a site, a cluster is checked there and pushed from there; null moves it back', async () => {
  await register({}, '?preflight=false');
  await api.messages();
  const moved = await api.send('PATCH', '/clusters/prod-eu-1', { body: { site: 'east' } });
  expect(moved).toMatchObject({ status: 200, body: { site: 'east', version: 2 } });
  expect(asked).toEqual(['east']);
  expect((await readCluster(api.table, 'prod-eu-1'))?.spec.site).toBe('east');
  expect(await api.messages()).toEqual([]);

  const back = await api.send('PATCH', '/clusters/prod-eu-1', { body: { site: null } });
  expect(back.status).toBe(200);
  expect(back.body).not.toHaveProperty('site');
  expect(await api.messages()).toMatchObject([{ cluster: 'prod-eu-1' }]);
});

test('a cluster whose site is no longer deployed can be paused and labelled, but not changed there', async () => {
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
