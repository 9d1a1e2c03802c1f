import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../../cli/deploy/build/functions.ts';
import { emptyNamespaces } from '../../support/cli/emptyNamespaces.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { withWorker } from '../../support/cli/withWorker.ts';
import { commandsIn } from '../../support/docs/commandsIn.ts';
import { startSimulatedCluster } from '../../support/simulation/startSimulatedCluster.ts';
import { TestCluster } from '../../support/simulation/testCluster.ts';
import { type Api, startApi, type Wire } from '../registration/anApi.ts';

let api: Api;
let folder: string;
let kubeconfig: string;

beforeEach(async () => {
  api = await startApi();
  api.cluster.addNamespace('payments');
  folder = await mkdtemp(join(tmpdir(), 'pullpass-bootstrap-'));
  kubeconfig = join(folder, 'admin.kubeconfig');
  await writeFile(kubeconfig, api.endpoint.kubeconfig('admin'));
});
afterEach(async () => {
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

const described = '--namespaces payments --registry 123456789012/eu-west-1 --service-accounts default';

const pullpass = async (line: string, options?: CliOptions) => {
  const ran = await withWorker(
    api,
    runCli([...line.split(' '), '--api', api.url, '--kubeconfig', kubeconfig, '--debug'], options),
    { also: () => emptyNamespaces(api.cluster) },
  );
  for (const said of [ran.stdout, ran.stderr]) {
    expect(said).not.toContain(api.cluster.tokenOf('admin'));
    expect(said).not.toMatch(/eyJ/);
  }
  return ran;
};

const roles = () => Object.values(api.cluster.contents().objects['roles'] ?? []) as Wire[];

test('from an admin’s kubeconfig to Healthy, with a credential that may do only what the targets need', async () => {
  const { code, stdout, stderr } = await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(stderr).toContain(
    `To do this again without questions: pullpass bootstrap prod-eu-1 --context default --kubeconfig ${kubeconfig} --namespaces payments --service-accounts default --registry 123456789012/eu-west-1 --api ${api.url} -y`,
  );
  expect(stdout).toContain('The token lives 30 days, and PullPass renews it at half of that.');
  expect(stdout).toContain('prod-eu-1 is Healthy.\n');
  expect(code).toBe(0);
  const { body } = await api.send('GET', '/clusters/prod-eu-1');
  expect(body).toMatchObject({
    renew: true,
    registries: [{ name: 'main' }],
    targets: [{ namespaces: { include: ['payments'] }, serviceAccounts: ['default'] }],
    status: {
      phase: 'Healthy',
      kubeconfig: {
        identity: 'system:serviceaccount:pullpass:pullpass',
        server: api.endpoint.server,
        cluster: api.cluster.namespace('kube-system')?.metadata.uid,
      },
    },
  });
  expect(api.cluster.secret('payments', 'ecr-credentials')).toBeDefined();
  expect(
    roles()
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort(),
  ).toEqual(['payments/pullpass', 'pullpass/pullpass-renewal']);
});

test('run again, it changes nothing', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  const before = (await api.send('GET', '/clusters/prod-eu-1')).body;
  const stored = api.cluster.contents();
  for (const line of [`bootstrap prod-eu-1 ${described} -y`, 'bootstrap prod-eu-1']) {
    const { code, stdout } = await pullpass(line);
    expect(stdout).toBe('prod-eu-1 is as it should be: nothing was changed.\n');
    expect(code).toBe(0);
  }
  expect((await api.send('GET', '/clusters/prod-eu-1')).body.version).toBe(before.version);
  expect(api.cluster.contents().version).toBe(stored.version);
});

const placesOf = () =>
  roles()
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .sort();

test('if targets choose other namespaces, RBAC changes with them', async () => {
  for (const name of ['orders', 'team-a']) api.cluster.addNamespace(name);
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  const other = described.replace('payments', 'orders,team-a');
  const asked = await pullpass(`bootstrap prod-eu-1 ${other}`);
  expect(asked.stderr).toContain('+ Role orders/pullpass: ');
  expect(asked.stderr).toContain('- Role payments/pullpass');
  expect(placesOf()).toEqual(['payments/pullpass', 'pullpass/pullpass-renewal']);

  const { code, stdout } = await pullpass(`bootstrap prod-eu-1 ${other} -y`);
  expect(stdout).toContain('prod-eu-1 is Healthy.\n');
  expect(code).toBe(0);
  expect(api.cluster.secret('orders', 'ecr-credentials')).toBeDefined();
  expect(placesOf()).toEqual(['orders/pullpass', 'pullpass/pullpass-renewal', 'team-a/pullpass']);
  expect((await pullpass('bootstrap prod-eu-1')).stdout).toBe(
    'prod-eu-1 is as it should be: nothing was changed.\n',
  );
});

const mayRemove = (secret: string) =>
  roles().some(({ rules = [] }) =>
    (rules as { resourceNames?: string[] }[]).some(({ resourceNames = [] }) =>
      resourceNames.includes(secret),
    ),
  );

test('a secret that is left behind is removed before the right to do so ends', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  const { code } = await pullpass(`bootstrap prod-eu-1 ${described} --secret-name renamed -y`);
  expect(code).toBe(0);
  expect(api.cluster.secret('payments', 'renamed')).toBeDefined();
  expect(api.cluster.secret('payments', 'ecr-credentials')).toBeUndefined();
  expect(['renamed', 'ecr-credentials'].map(mayRemove)).toEqual([true, false]);
});

test('if it could not be removed yet, the right stays, and goes later', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  api.cluster.changeSecretMetadata('payments', 'ecr-credentials', { finalizers: ['example.com/hold'] });
  const renamed = `bootstrap prod-eu-1 ${described} --secret-name renamed -y`;
  const { stdout } = await pullpass(renamed);
  expect(stdout).toContain('! PullPass still has to remove what it wrote where targets left.');
  expect(mayRemove('ecr-credentials')).toBe(true);

  api.cluster.changeSecretMetadata('payments', 'ecr-credentials', { finalizers: [] });
  await api.push('prod-eu-1');
  await pullpass(renamed);
  expect(mayRemove('ecr-credentials')).toBe(false);
});

test('--undo deregisters, and leaves nothing behind', async () => {
  const before = objects();
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(objects()).not.toEqual(before);
  const { code, stdout, stderr } = await pullpass('bootstrap prod-eu-1 --undo -y');
  expect(stderr).toBe(
    '- prod-eu-1 in PullPass\n- RoleBinding payments/pullpass\n- RoleBinding pullpass/pullpass-renewal\n- Role payments/pullpass\n- Role pullpass/pullpass-renewal\n- ServiceAccount pullpass/pullpass\n',
  );
  expect(stdout).toBe(
    'Removed: RoleBinding payments/pullpass, RoleBinding pullpass/pullpass-renewal, Role payments/pullpass, Role pullpass/pullpass-renewal, ServiceAccount pullpass/pullpass, Namespace pullpass.\n',
  );
  expect(code).toBe(0);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
  expect(objects()).toEqual(before);
});

test('--undo removes no RBAC while the deregistration goes on, and says so after three minutes', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  const before = objects();
  let ahead = 0;
  // No worker: nothing deregisters it.
  const { code, stderr } = await runCli(
    ['bootstrap', 'prod-eu-1', '--undo', '-y', '--api', api.url, '--kubeconfig', kubeconfig],
    {
      now: () => Date.now() + ahead,
      async sleep() {
        ahead += 60_000;
      },
    },
  );
  expect(stderr).toContain('prod-eu-1 is still being deregistered after 3 minutes.');
  expect(code).toBe(1);
  expect(objects()).toEqual(before);
});

/** Everything in the cluster, by kind, namespace and name. */
function objects(): string[] {
  return Object.entries(api.cluster.contents().objects)
    .flatMap(([resource, all]) =>
      all.map(({ metadata }) => `${resource}/${metadata.namespace}/${metadata.name}`),
    )
    .sort();
}

test('without a terminal and without -y nothing is done', async () => {
  const before = objects();
  const { code, stderr } = await pullpass(`bootstrap prod-eu-1 ${described}`);
  expect(stderr).toContain('+ Role payments/pullpass: ');
  expect(stderr).toContain('There is no terminal to ask on, so nothing was done.');
  expect(code).toBe(2);
  expect(objects()).toEqual(before);
});

test('-o yaml prints all manifests, also with --dry-run, and nothing is changed', async () => {
  const before = objects();
  for (const line of ['-o yaml', '--dry-run']) {
    const { code, stdout } = await pullpass(`bootstrap prod-eu-1 ${described} ${line}`);
    const kinds = parseAllDocuments(stdout).map((each) => (each.toJSON() as Wire).kind);
    expect(kinds).toEqual(['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'Role', 'RoleBinding']);
    expect(code).toBe(0);
  }
  expect(objects()).toEqual(before);
  expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
});

test('several contexts and no --context, whichever is current', async () => {
  const config: Wire = parse(api.endpoint.kubeconfig('admin'));
  config.contexts.push({ ...config.contexts[0], name: 'other' });
  await writeFile(kubeconfig, JSON.stringify(config));
  const { code, stderr } = await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Which context\?\n→ Give --context\. Contexts in .*: default, other\.\n/);
});

test('every command in docs/bootstrap.md, in its order, as printed', async () => {
  const config: Wire = parse(api.endpoint.kubeconfig('admin'));
  config.contexts[0].name = 'prod-eu-1-admin';
  await writeFile(kubeconfig, JSON.stringify(config));
  const file = join(folder, 'fleet.yaml');
  await writeFile(file, JSON.stringify({ clusters: [fleetEntry] }));
  const page = 'docs/bootstrap.md';
  const commands = commandsIn(page, readFileSync(join(root, page), 'utf8')).filter(({ line }) =>
    line.includes('--context'),
  );
  expect(commands.map(({ words }) => words.at(-1))).toEqual([
    '123456789012/eu-west-1',
    'yaml',
    '--dry-run',
    'fleet.yaml',
    '--undo',
  ]);
  for (const { words } of commands) {
    const line = words.map((word) => (word === 'fleet.yaml' ? file : word)).join(' ');
    const { code, stderr } = await pullpass(`${line} -y`);
    expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
  }
});

const fleetEntry = {
  name: 'prod-eu-1',
  registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
  targets: [{ kind: 'imagePullSecret', namespaces: { include: ['pay*'] } }],
};

test('when targets change, rights are removed after PullPass has used them to clean up', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  api.cluster.addNamespace('orders');
  const { code, stdout } = await pullpass('bootstrap prod-eu-1 --namespaces orders --secret-name other -y');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'prod-eu-1 is Healthy.\n' });
  expect(api.cluster.secret('payments', 'ecr-credentials')).toBeUndefined();
  expect(api.cluster.secret('orders', 'other')).toBeDefined();
  expect(
    roles()
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort(),
  ).toEqual(['orders/pullpass', 'pullpass/pullpass-renewal']);
  const narrower = await pullpass('bootstrap prod-eu-1 --namespaces orders --secret-name third -y');
  expect(narrower.code).toBe(0);
  expect(api.cluster.secret('orders', 'other')).toBeUndefined();
  const [rule] = roles().find(({ metadata }) => metadata.namespace === 'orders').rules;
  expect(rule.resourceNames).toEqual(['third']);
});

test.each([80, 40])(
  'on a terminal of %i columns it shows, asks, and suggests what to type next',
  async (terminal) => {
    const asked = Promise.withResolvers<string>();
    const { code, stdout, stderr } = await pullpass(
      'bootstrap prod-eu-1 --namespaces pay* --registry 123456789012/eu-west-1',
      {
        terminal,
        keys: asked.promise,
        said: (text) => {
          if (text.includes('register prod-eu-1?') || text.includes('◆')) asked.resolve('y');
        },
      },
    );
    const said = stripVTControlCharacters(stderr);
    expect(said).toContain('✓ reach: ');
    expect(said).toContain('+ ClusterRole pullpass-everywhere:');
    expect(said.replace(/\s+/g, ' ')).toContain('Why in every namespace: ');
    expect(said.replace(/\s+/g, ' ')).toContain('To do this again without questions: pullpass bootstrap');
    expect(code).toBe(0);
    const drawn = /[│◆◇●○└]/;
    for (const line of `${stripVTControlCharacters(stdout)}\n${said}`.split(/[\r\n]+/))
      if (!drawn.test(line)) expect(line.length).toBeLessThanOrEqual(terminal);
  },
);

test('a refused credential whose service account is gone: bootstrap NAME repairs it', async () => {
  await pullpass(`bootstrap prod-eu-1 ${described} -y`);
  api.cluster.remove('serviceaccounts', 'pullpass', 'pullpass');
  await api.push();
  const [worst] = (await api.send('GET', '/clusters/prod-eu-1')).body.status.problems;
  expect(worst.remedy).toContain('Make a new one: pullpass bootstrap prod-eu-1');
  const { code, stdout } = await pullpass('bootstrap prod-eu-1 -y');
  expect(stdout).toContain('prod-eu-1 is Healthy.');
  expect(code).toBe(0);
});

test('the workers see the cluster at another address, which OpenShift names: it is used, and reported', async () => {
  const outside = 'https://api.outside.invalid:6443';
  const proxy = createServer().listen(0, '127.0.0.1');
  proxy.on('connect', (_, socket) => {
    const { hostname, port } = new URL(api.endpoint.server);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const side of [socket, onward]) side.on('error', () => side.destroy());
  });
  await once(proxy, 'listening');
  const config: Wire = parse(api.endpoint.kubeconfig('admin'));
  Object.assign(config.clusters[0].cluster, {
    server: outside,
    'tls-server-name': '127.0.0.1',
    'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  await writeFile(kubeconfig, JSON.stringify(config));
  const handle = api.cluster.handle.bind(api.cluster);
  const body = JSON.stringify({
    status: { apiServerURL: outside, apiServerInternalURI: api.endpoint.server },
  });
  api.cluster.handle = (request) =>
    request.url === '/apis/config.openshift.io/v1/infrastructures/cluster'
      ? { status: 200, headers: { 'content-type': 'application/json' }, body }
      : handle(request);
  try {
    const asked = await pullpass(`bootstrap prod-eu-1 ${described}`);
    expect(asked.stderr).toContain(
      `✓ reach: PullPass reaches ${api.endpoint.server}, as OpenShift names it, and not ${outside}.`,
    );
    const { code, stderr } = await pullpass(`bootstrap prod-eu-1 ${described} -y`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^To do this again/) });
    const { status } = (await api.send('GET', '/clusters/prod-eu-1')).body;
    expect(status.kubeconfig.server).toBe(api.endpoint.server);
  } finally {
    proxy.close();
  }
});

describe('bad input', () => {
  const bootstrap = (more = '', options?: CliOptions) =>
    pullpass(`bootstrap prod-eu-1 ${described} -y${more}`, options);
  const isUntouched = async (before: string[]) => {
    expect(objects()).toEqual(before);
    expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
  };

  test.each([
    ['no name', 'bootstrap --context default', 'Which cluster?'],
    ['no namespaces', 'bootstrap prod-eu-1 --registry 123456789012/eu-west-1', 'Which namespaces?'],
    ['no registry', 'bootstrap prod-eu-1 --namespaces payments', 'Which registry?'],
    ['an invalid identity', `bootstrap a ${described} --identity pullpass`, '--identity is "pullpass".'],
    ['a server that is not a URL', `bootstrap a ${described} --server api`, '--server is "api".'],
    [
      'a life that is too short',
      `bootstrap a ${described} --token-life 5m`,
      "error: option '--token-life <life>' argument '5m' is invalid. Expected a life from 20m to 3650d, such as 30d, 12h or 45m.",
    ],
    ['an invalid CA', `bootstrap a ${described} --ca-file /dev/null`, '--ca-file: /dev/null is empty.'],
  ])('%s: a usage error, and nothing is made', async (_, line, said) => {
    const before = objects();
    const { code, stderr } = await pullpass(line);
    expect(stderr.split('\n')[0]).toBe(said);
    expect(code).toBe(2);
    expect(objects()).toEqual(before);
  });

  test('a missing exec plugin', async () => {
    const config: Wire = parse(api.endpoint.kubeconfig('admin'));
    config.users[0].user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/no/rosa' } };
    await writeFile(kubeconfig, JSON.stringify(config));
    const { code, stderr } = await bootstrap();
    expect(stderr).toContain('its program /no/rosa was not found');
    expect(code).toBe(1);
  });

  test('a credential that the cluster refuses', async () => {
    await writeFile(kubeconfig, api.endpoint.kubeconfigWithToken('stale'));
    const { code, stderr } = await bootstrap();
    expect(stderr).toMatch(
      /^The API server refuses the credential of the context "default" \(401\)\.\nNothing was made or changed\.\n/,
    );
    expect(code).toBe(1);
  });

  test('a missing namespace', async () => {
    const before = objects();
    const { code, stderr } = await pullpass(
      'bootstrap prod-eu-1 --namespaces nowhere --registry 123456789012/eu-west-1 -y',
    );
    expect(stderr).toContain(
      'You may not grant PullPass all that its targets need. Nothing was made or changed.',
    );
    expect(stderr).toContain('nowhere');
    expect(code).toBe(1);
    await isUntouched(before);
  });

  test('an admin who may not grant', async () => {
    api.cluster.addUser('ann');
    const verbs = ['get', 'list', 'create', 'patch', 'delete'];
    api.cluster.grant('ann', [
      { verbs, apiGroups: [''], resources: ['namespaces', 'serviceaccounts'] },
      { verbs, apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] },
    ]);
    await writeFile(kubeconfig, api.endpoint.kubeconfig('ann'));
    const before = objects();
    const { code, stderr } = await bootstrap();
    expect(stderr).toContain('You may not grant PullPass all that its targets need.');
    expect(stderr).toContain('secrets ecr-credentials');
    expect(code).toBe(1);
    await isUntouched(before);
  });

  test('a server that this machine reaches, but the workers do not: reported before anything is made', async () => {
    const before = objects();
    const { code, stderr } = await bootstrap(' --server https://127.0.0.1:1');
    expect(stderr).toMatch(
      /^The workers do not reach the cluster, but this machine does\.\n {2}✗ https:\/\/127\.0\.0\.1:1: .*\nNothing was made or changed\.\n→ /,
    );
    expect(stderr).toContain(
      'Give the address that they can reach with --server, or the site in its network by --site.',
    );
    expect(code).toBe(1);
    await isUntouched(before);
  });

  test('a server that only the workers reach: this machine says so', async () => {
    const config: Wire = parse(api.endpoint.kubeconfig('admin'));
    config.clusters[0].cluster.server = 'https://127.0.0.1:1';
    await writeFile(kubeconfig, JSON.stringify(config));
    const { code, stderr } = await bootstrap(` --server ${api.endpoint.server}`);
    expect(stderr).toContain('Check the server of the context, and this machine’s network, VPN and proxies.');
    expect(code).toBe(1);
  });

  test('another cluster than the registered one', async () => {
    await bootstrap();
    const other = await startSimulatedCluster(new TestCluster({ name: 'other' }));
    try {
      await writeFile(kubeconfig, other.kubeconfig('admin'));
      for (const more of ['', ' --undo']) {
        const { code, stderr } = await pullpass(`bootstrap prod-eu-1 -y${more}`);
        expect(stderr).toMatch(
          /^The context "default" leads to another cluster than the one that is registered as prod-eu-1 /,
        );
        expect(code).toBe(2);
      }
    } finally {
      await other.stop();
    }
  });

  test('an API server without TokenRequest: what was made is reported, with how to undo it', async () => {
    answering(/\/token$/, { status: 404, body: '404 page not found\n' });
    const { code, stderr } = await bootstrap();
    expect(stderr).toMatch(
      /^The API server gives no tokens: it answers TokenRequest with 404\.\nMade: Namespace pullpass, /,
    );
    expect(stderr).toContain(`→ Or undo it: pullpass bootstrap prod-eu-1 --context default`);
    expect(code).toBe(1);
  });

  test.each([
    [
      'is refused for longer than API servers take to learn of it',
      { status: 401, body: '{}' },
      /^The API server refuses the token that it has just issued \(401\)\.\nMade: Namespace pullpass, /,
    ],
    [
      'signs in as somebody else',
      { status: 201, body: JSON.stringify({ status: { userInfo: { username: 'proxy' } } }) },
      /^The new token signs in as proxy, and not as system:serviceaccount:pullpass:pullpass\.\nMade: /,
    ],
  ])('a new token that %s is not registered', async (_, answer, said) => {
    let ahead = 0;
    const handle = api.cluster.handle.bind(api.cluster);
    api.cluster.handle = (request) => {
      const isNew = !request.headers['authorization']?.includes(api.cluster.tokenOf('admin'));
      if (!isNew || !request.url.includes('selfsubjectreviews')) return handle(request);
      ahead += 6_000;
      return { ...answer, headers: { 'content-type': 'application/json' } };
    };
    const { code, stderr } = await bootstrap('', { now: () => Date.now() + ahead });
    expect(stderr).toMatch(said);
    expect(stderr).toContain('→ Find out what signs in before the API server');
    expect(code).toBe(1);
    expect((await api.send('GET', '/clusters/prod-eu-1')).status).toBe(404);
  });

  test('an API server that caps the life at an hour: the granted life is reported', async () => {
    const handle = api.cluster.handle.bind(api.cluster);
    api.cluster.handle = (request) =>
      handle({
        ...request,
        body: request.body.replace('"expirationSeconds":2592000', '"expirationSeconds":3600'),
      });
    const { code, stdout } = await bootstrap();
    expect(stdout).toContain(
      'The token lives 1 hour, and PullPass renews it at half of that. 30 days were requested: this API server caps lives.',
    );
    expect(code).toBe(0);
  });

  test('if the registration fails, RBAC stays; that is reported, and continuing succeeds', async () => {
    const heal = api.cluster.deny({
      kind: 'policy',
      name: 'no-secrets',
      binding: 'no-secrets',
      denies: { resources: ['secrets'] },
      message: 'no secrets here',
    });
    const failed = await bootstrap();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('\nMade: Namespace pullpass, ServiceAccount pullpass/pullpass, ');
    expect(failed.stderr).toContain(
      '\nA token was made, but not stored: it ends when it expires, or when its service account is deleted.\n→ Do what the failed checks say.\n→ Then go on: ',
    );
    heal();
    const { code, stdout } = await bootstrap();
    expect(stdout).toContain('prod-eu-1 is Healthy.');
    expect(code).toBe(0);
  });

  /** Ctrl-C while the answer to such a request is on its way. */
  const interruptedAt = (method: string, path: RegExp) => {
    const controller = new AbortController();
    const handle = api.cluster.handle.bind(api.cluster);
    api.cluster.handle = (request) => {
      const answer = handle(request);
      if (request.method === method && path.test(request.url) && !request.url.includes('dryRun'))
        controller.abort('SIGINT');
      return answer;
    };
    return controller.signal;
  };

  test.each([
    ['the user and the cluster', 'GET', /kube-system/],
    ['what exists', 'GET', /rolebindings/],
    ['the namespace', 'PATCH', /namespaces\/pullpass\?/],
    ['the service account', 'PATCH', /serviceaccounts\/pullpass\?/],
    ['a binding', 'PATCH', /rolebindings\/pullpass-renewal\?/],
    ['the token', 'POST', /\/token$/],
  ])('Ctrl-C at %s reports what was made, and the suggested command continues', async (_, method, path) => {
    const before = objects();
    const { code, stderr } = await bootstrap('', { signal: interruptedAt(method, path) });
    expect(code).toBe(130);
    const made = objects().filter((each) => !before.includes(each)).length;
    const [, listed = ''] = /\nMade: (.*)\.\n/.exec(stderr) ?? [];
    expect(listed.split(', ').filter(Boolean)).toHaveLength(made);
    expect(stderr).toMatch(/^Interrupted\.\n/);
    expect(stderr).toContain(made === 0 ? 'Nothing was made or changed.' : '→ Or undo it: ');
    const goOn = /→ Then (?:go on|run it again): pullpass (.*) --kubeconfig/.exec(stderr)?.[1];
    expect(goOn).toBe('bootstrap prod-eu-1 --context default');
    // From two of these points is enough: each takes as long as the whole.
    if (!/serviceaccounts|token/.test(path.source)) return;
    const again = await bootstrap();
    expect(again.stdout).toContain('prod-eu-1 is Healthy.');
  });

  /** What the API server answers instead of its own answer. */
  function answering(path: RegExp, { status, body }: { status: number; body: string }): void {
    const handle = api.cluster.handle.bind(api.cluster);
    api.cluster.handle = (request) =>
      path.test(request.url) ? { status, headers: { 'content-type': 'text/plain' }, body } : handle(request);
  }
});
