import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { kubeconfigYaml } from '../../../shared/simulation/kubeconfig.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { encodings } from '../../support/encodings.ts';
import { type Api, startApi, type Wire } from '../registration/anApi.ts';

/** Each fault gets its own verdict, and no output contains a credential. */

let api: Api;
let folder: string;
let said: string[];
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  said = [];
  api = await startApi();
  folder = await mkdtemp(join(tmpdir(), 'pullpass-doctor-'));
  api.cluster.addNamespace('payments');
});
afterEach(async () => {
  const secrets = credentials();
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets)
    for (const form of Object.values(encodings(secret))) expect(said.join('\n')).not.toContain(form);
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The cluster's credential, and those in it. */
function credentials(): string[] {
  const passwords = api.cluster.secrets().flatMap(({ data = {} }) =>
    Object.values(data).flatMap((value) => {
      const { auths = {} } = JSON.parse(Buffer.from(value, 'base64').toString()) as Wire;
      return Object.values(auths).map(({ auth }: Wire) =>
        Buffer.from(auth, 'base64')
          .toString()
          .replace(/^[^:]*:/, ''),
      );
    }),
  );
  return [api.cluster.tokenOf('admin'), ...passwords];
}

async function pullpass(line: string, options: CliOptions = {}) {
  const environment = { REGISTRY_ENDPOINT_URL: api.aws.endpoints.registry, ...options.environment };
  const ran = await runCli([...line.split(' '), '--api', api.url, '--debug'], { ...options, environment });
  said.push(ran.stdout, ran.stderr);
  return ran;
}

const targets = [
  { kind: 'imagePullSecret', namespaces: { include: ['payments'] }, serviceAccounts: ['default'] },
];

async function served(fields: object = {}): Promise<void> {
  const body = api.registration({ targets, ...fields });
  expect((await api.send('POST', '/clusters?preflight=false', { body })).status).toBe(201);
  await api.push();
}

async function doctor(line = 'doctor prod-eu-1', options?: CliOptions) {
  const { code, stdout, stderr } = await pullpass(`${line} -o json`, options);
  expect(stderr).toBe('');
  const { verdict, remedies, commands, ...evidence }: Wire = JSON.parse(stdout);
  return { code, cause: verdict.cause, reason: verdict.reason, remedies, commands, verdict, ...evidence };
}

test('a cluster in which nothing is wrong: exit code 0, and all the evidence', async () => {
  await served();
  const { code, cause, commands, held, events, checks } = await doctor();
  expect({ code, cause, commands }).toEqual({ code: 0, cause: 'none', commands: [] });
  expect(held.namespaces).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'served' });
  expect(checks.filter(({ result }: Wire) => result === 'failed')).toEqual([]);
});

describe('a verdict for each fault', () => {
  const rotate = () => `pullpass rotate prod-eu-1 --kubeconfig FILE --api ${api.url}`;
  const refresh = () => `pullpass refresh prod-eu-1 --api ${api.url}`;
  const faults: [string, string, () => unknown, (() => string) | undefined][] = [
    ['unreachable', 'reach', () => api.cluster.inject({ kind: 'reset', at: 'handshake' }), undefined],
    ['TLS', 'tls', () => api.cluster.inject({ kind: 'tls', problem: 'unknown-ca' }), undefined],
    ['an expired token', 'identity', () => api.cluster.inject({ kind: 'status', status: 401 }), rotate],
    [
      'an admission policy denies it',
      'admission',
      () =>
        api.cluster.deny({
          kind: 'policy',
          name: 'no-secrets',
          binding: 'everywhere',
          denies: { resources: ['secrets'], operations: ['CREATE', 'UPDATE'] },
          message: 'no secrets here',
        }),
      refresh,
    ],
    [
      'the registry refuses',
      'registry',
      () => api.aws.faults.inject({ service: 'registry', fault: { kind: 'deny' } }),
      refresh,
    ],
    [
      'ECR issues no token',
      'registry',
      () => api.aws.faults.inject({ service: 'ecr', fault: { kind: 'deny' } }),
      refresh,
    ],
    [
      'a missing secret',
      'secrets',
      () => api.cluster.remove('secrets', 'payments', 'ecr-credentials'),
      refresh,
    ],
    [
      'a missing link',
      'links',
      () => api.cluster.changeServiceAccount('payments', 'default', { imagePullSecrets: [], secrets: [] }),
      refresh,
    ],
    [
      'a missing service account',
      'targets',
      () => api.cluster.remove('serviceaccounts', 'payments', 'default'),
      refresh,
    ],
    ['the kubeconfig is gone', 'kubeconfig', () => api.world.vault.remove('prod-eu-1'), rotate],
  ];
  test.each(faults)('%s: %s', async (_, cause, happen, command) => {
    await served();
    await happen();
    const found = await doctor();
    expect(found).toMatchObject({ code: 1, cause });
    expect(found.remedies.length).toBeGreaterThan(0);
    expect(found.remedies.join(' ')).not.toMatch(/(GET|POST|PUT|DELETE) \/clusters/);
    if (command !== undefined) expect(found.commands).toContain(command());
  });

  test('forbidden: the complete missing rule', async () => {
    api.cluster.addUser('pusher');
    const verbs = ['create', 'patch', 'get', 'delete'];
    const secrets = { apiGroups: [''], resources: ['secrets'], resourceNames: ['ecr-credentials'], verbs };
    const accounts = {
      apiGroups: [''],
      resources: ['serviceaccounts'],
      resourceNames: ['default'],
      verbs: ['get', 'patch'],
    };
    api.cluster.grant('pusher', [secrets, accounts], 'payments');
    await served({ kubeconfig: api.endpoint.kubeconfig('pusher') });
    api.cluster.revokeGrants('pusher');
    const found = await doctor();
    expect(found).toMatchObject({ code: 1, cause: 'permissions' });
    expect(found.remedies.join('\n')).toContain('"resourceNames": ["ecr-credentials"]');
    expect(found.remedies.join('\n')).toContain('"create", "patch", "get", "delete"');
  });

  test('a proxy that refuses is reported as the proxy', async () => {
    const proxy = await refusingProxy(403);
    const { server, ca } = api.endpoint;
    const kubeconfig = kubeconfigYaml({
      server,
      ca,
      user: 'admin',
      credential: { token: api.cluster.tokenOf('admin') },
    }).replace(/^(\s*)("?server"?:.*)$/m, `$1$2\n$1proxy-url: ${proxy}`);
    expect(kubeconfig).toContain('proxy-url');
    await served({ kubeconfig });
    const found = await doctor();
    expect(found).toMatchObject({ code: 1, cause: 'proxy' });
    expect(found.checks.find(({ check }: Wire) => check === 'proxy').message).toContain(
      `The proxy ${new URL(proxy).host} answered CONNECT`,
    );
    expect(found.checks.find(({ check }: Wire) => check === 'reach').result).toBe('unchecked');
  });

  test('a paused cluster should be resumed, not refreshed', async () => {
    await served();
    await api.send('POST', '/clusters/prod-eu-1/pause');
    api.cluster.remove('secrets', 'payments', 'ecr-credentials');
    const { cause, commands } = await doctor();
    expect({ cause, commands }).toEqual({
      cause: 'secrets',
      commands: [`pullpass resume prod-eu-1 --api ${api.url}`],
    });
  });

  test('a cluster that is not registered', async () => {
    const { code, stderr } = await pullpass('doctor nope');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no cluster "nope".');
  });
});

async function refusingProxy(status: number): Promise<string> {
  const server: Server = createServer();
  server.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('for people', () => {
  test.each([80, 40])('the verdict comes first, and everything fits %i columns', async (terminal) => {
    await served();
    api.cluster.remove('secrets', 'payments', 'ecr-credentials');
    const { stdout, code } = await pullpass('doctor prod-eu-1', { terminal });
    const lines = stripVTControlCharacters(stdout).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(terminal);
    expect(lines[0]).toMatch(/^✗ prod-eu-1: Secrets in the cluster/);
    const whole = stripVTControlCharacters(stdout).replace(/\s+/g, ' ');
    for (const part of [
      '✗ secrets: Secret ecr-credentials does not exist in namespace payments.',
      'What was recorded Healthy. ',
      'Latest events ',
      'What mends it → Write it now by pullpass refresh prod-eu-1.',
    ])
      expect(whole).toContain(part);
    expect(code).toBe(1);
  });
});

describe('from this machine too', () => {
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  const contexts = async (text: string) => {
    const file = join(folder, 'admin.kubeconfig');
    await writeFile(file, text);
    return file;
  };
  const byAdmin = async (text = api.endpoint.kubeconfig('admin')) =>
    `doctor prod-eu-1 --kubeconfig ${await contexts(text)}`;
  const here = (found: Wire) =>
    found.fromHere.map(({ check, result, message }: Wire) => [check, result, message]);

  test('the way, the user, and whether the registry accepts what is in the cluster', async () => {
    await served();
    const found = await doctor(await byAdmin());
    expect(found).toMatchObject({ code: 0, cause: 'none' });
    expect(here(found)).toEqual([
      ['reach', 'passed', `This machine reaches ${api.endpoint.server}.`],
      ['tls', 'passed', expect.stringMatching(/^Its certificate verifies here\. It is by test-ca, /)],
      ['clock', 'passed', 'Its clock and this machine’s agree.'],
      ['identity', 'passed', 'This context signs in as admin.'],
      ['secrets', 'passed', `${host} takes the credential in secret payments/ecr-credentials.`],
    ]);
  });

  test('a secret in the cluster that its registry refuses, although the worker’s own is accepted', async () => {
    await served();
    api.aws.earlyEnds.upTo = 1;
    const found = await doctor(await byAdmin());
    expect(found).toMatchObject({ code: 1, cause: 'secrets' });
    expect(found.commands).toEqual([`pullpass refresh prod-eu-1 --api ${api.url}`]);
    expect(here(found).at(-1)).toEqual([
      'secrets',
      'failed',
      expect.stringMatching(/ refuses the credential in secret payments\/ecr-credentials \(403 from /),
    ]);
  });

  test('what a secret holds for another host is sent nowhere', async () => {
    await served();
    const auth = Buffer.from('AWS:what-somebody-wrote-there').toString('base64');
    const config = { auths: { 'evil.example.com': { auth }, [host]: { auth } } };
    api.cluster.remove('secrets', 'payments', 'ecr-credentials');
    api.cluster.addSecret('payments', 'ecr-credentials', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': JSON.stringify(config) },
    });
    api.aws.calls.reset();
    const found = await doctor(await byAdmin());
    expect(found.cause).toBe('admission');
    expect(found.reason).toBe('A push could not write or remove everything it should.');
    expect(here(found).at(-1)).toEqual(['secrets', 'failed', expect.stringContaining(`${host} refuses`)]);
    expect(api.aws.calls.count({ service: 'registry', region: 'evil.example.com' })).toBe(0);
    expect(api.aws.calls.count({ service: 'registry', region: host })).toBeGreaterThan(0);
  });

  test('a cluster that answers nobody: both sides are reported, and nothing more is asked', async () => {
    await served();
    api.cluster.inject({ kind: 'reset', at: 'handshake' });
    const found = await doctor(await byAdmin());
    expect(found).toMatchObject({ code: 1, cause: 'reach' });
    expect(found.verdict.notes).toContain('This machine does not reach it either: it may be down.');
    expect(here(found)).toEqual([['reach', 'failed', expect.stringContaining('the API server at')]]);
  });

  test('a context that is signed out does not change the verdict', async () => {
    await served();
    const found = await doctor(await byAdmin(api.endpoint.kubeconfigWithToken('stale-token')));
    expect(found).toMatchObject({ code: 0, cause: 'none' });
    expect(here(found).at(-1)).toEqual(['identity', 'failed', expect.stringContaining('(401)')]);
  });

  test('a program that makes the credential is run, and its output is not shown if it fails', async () => {
    await served();
    const token = api.cluster.tokenOf('admin');
    const program = join(folder, 'sign-in');
    const text = api.endpoint
      .kubeconfig('admin')
      .replace(
        /^(\s*)"?token"?: .*$/m,
        `$1exec: {apiVersion: client.authentication.k8s.io/v1, command: ${program}}`,
      );
    expect(text).toContain('exec:');
    await writeFile(program, `#!/bin/sh\necho '{"status":{"token":"${token}"}}'\n`);
    await chmod(program, 0o700);
    expect(here(await doctor(await byAdmin(text)))).toContainEqual([
      'identity',
      'passed',
      'This context signs in as admin.',
    ]);
    await writeFile(program, `#!/bin/sh\necho 'no: ${token}' >&2\nexit 1\n`);
    expect(here(await doctor(await byAdmin(text)))).toEqual([
      [
        'kubeconfig',
        'failed',
        expect.stringMatching(/No credential for the context .+: its program \S+sign-in failed$/),
      ],
    ]);
  });

  const several = () => {
    const config: Wire = parse(api.endpoint.kubeconfig('admin'));
    config.contexts.push({ ...config.contexts[0], name: 'other' });
    return stringify(config);
  };

  test('several contexts and none named: they are listed, and nothing is asked', async () => {
    const { code, stderr } = await pullpass(await byAdmin(several()));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Which context\?\n→ Give --context\. Contexts in \S+admin\.kubeconfig: default, other\.\n/,
    );
  });

  test.each([
    ['a missing context', '--context nope', /^There is no context "nope"\.\n→ Contexts in /],
    ['a missing file', '--kubeconfig /nope/kubeconfig', /\/nope\/kubeconfig: there is no such file\./],
  ])('%s', async (_, flags, words) => {
    const file = await contexts(api.endpoint.kubeconfig('admin'));
    const { code, stderr } = await pullpass(`doctor prod-eu-1 ${flags}`, {
      environment: { KUBECONFIG: file },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  test.each([
    ['auth-provider', { 'auth-provider': { name: 'oidc', config: { 'id-token': 'secret-in-it' } } }],
    ['as', { token: 'secret-in-it', as: 'root' }],
    ['as-groups', { token: 'secret-in-it', 'as-groups': ['system:masters'] }],
  ])('a user with %s would be somebody else without it, and is refused by name', async (field, user) => {
    const config: Wire = parse(api.endpoint.kubeconfig('admin'));
    config.users[0].user = user;
    const { code, stderr } = await pullpass(await byAdmin(stringify(config)));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The user of the context "default" signs in by /);
    expect(stderr).toContain(field);
    expect(stderr).toContain('kubectl --context default create token ACCOUNT');
    expect(stderr).not.toContain('secret-in-it');
  });

  test('a file that is not a kubeconfig is named with its line, and not quoted', async () => {
    const { code, stderr } = await pullpass(
      await byAdmin(`token: ${api.cluster.tokenOf('admin')}\n  - x: [`),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/admin\.kubeconfig: it is not a kubeconfig \(line \d\)\./);
  });

  test('a context requires a cluster', async () => {
    const { code, stderr } = await pullpass('doctor --context admin');
    expect(code).toBe(2);
    expect(stderr).toContain('pullpass doctor NAME');
  });
});

describe('the fleet', () => {
  test('problems are grouped by cause, with a command to continue with', async () => {
    const registered = ['a', 'b', 'c'].map((name) => `prod-${name}`);
    for (const name of registered) await served1(name);
    api.cluster.inject({ kind: 'status', status: 401 });
    for (const name of registered.slice(0, 2)) await api.push(name);
    const { stdout, stderr, code } = await pullpass('doctor', { terminal: 80 });
    expect(stripVTControlCharacters(stdout)).toMatch(
      /^✗ 2 clusters: unauthorized: .*\(failing since \d\d:\d\d UTC\)\n {2}prod-a, prod-b\n {2}→ /s,
    );
    expect(stripVTControlCharacters(stdout).replace(/\s+/g, ' ')).toContain(
      'pullpass rotate NAME --kubeconfig FILE',
    );
    expect(stripVTControlCharacters(stderr).replace(/\s+/g, ' ')).toContain('pullpass doctor prod-a');
    expect(code).toBe(1);
    expect(JSON.parse((await pullpass('doctor -o json')).stdout)).toEqual([
      expect.objectContaining({ kind: 'unauthorized', count: 2, clusters: ['prod-a', 'prod-b'] }),
    ]);
    expect((await pullpass('doctor -o name')).stdout).toBe('prod-a\nprod-b\n');
    for (const line of stripVTControlCharacters((await pullpass('doctor', { terminal: 40 })).stdout).split(
      '\n',
    ))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  test('in which nothing is wrong', async () => {
    await served1('prod-a');
    expect(await pullpass('doctor')).toEqual({
      code: 0,
      stdout: '✓ Nothing wrong was found in 1 cluster.\n',
      stderr: '',
    });
  });

  async function served1(name: string): Promise<void> {
    const body = api.registration({ targets, name });
    await api.send('POST', '/clusters?preflight=false', { body });
    await api.push(name);
  }
});
