import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { leaks } from '../../support/encodings.ts';
import { type Workspace, workspace } from '../../support/fleetfile/workspace.ts';
import { type Api, startApi } from '../registration/anApi.ts';

let api: Api;
let files: Workspace;
beforeAll(async () => {
  api = await startApi();
  for (const namespace of ['team-a', 'apps']) api.cluster.addNamespace(namespace);
});
afterAll(() => api.stop());
beforeEach(async () => {
  files = await workspace();
});
afterEach(async () => {
  await files.clear();
  const { body } = await api.send('GET', '/clusters');
  for (const { name } of body.items) await api.send('DELETE', `/clusters/${name}?force=true`);
  await api.messages();
});

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], options);

const header = `defaults:
  registries: [{ name: main, kind: ecr, accountId: "123456789012", region: eu-west-1 }]
  targets: [{ kind: imagePullSecret, namespaces: { include: ["team-*"] } }]
  labels: { owner: platform }
clusters:`;

const entry = (name: string, more = '') =>
  `\n  - name: ${name}\n    access: { kubeconfig: { file: one.kubeconfig } }${more}`;

/** A fleet file in which every entry is the same cluster, with its kubeconfig next to it. */
async function aFleet(...entries: string[]): Promise<string> {
  await files.write('one.kubeconfig', api.endpoint.kubeconfig('admin'));
  return files.write('fleet.yaml', header + entries.join(''));
}

const registered = async () => (await api.send('GET', '/clusters')).body.items;

/** Counts the requests to the API while something is done. */
async function requestsOf<T>(work: () => Promise<T>): Promise<{ requests: string[]; result: T }> {
  const before = api.requests.length;
  const result = await work();
  return { requests: api.requests.slice(before), result };
}

test('a new fleet: diff shows it, apply makes it, and then nothing is left to do', async () => {
  const fleet = await aFleet(entry('prod-eu-1', '\n    labels: { env: prod }'), entry('prod-eu-2'));
  const diff = await pullpass(`diff -f ${fleet}`);
  expect(diff).toEqual({ code: 3, stderr: '', stdout: expect.any(String) });
  expect(diff.stdout).toContain('+ prod-eu-1: to be registered\n    credential: from one.kubeconfig\n');
  expect(diff.stdout).toContain(
    'in the cluster, write: Secret ecr-credentials in namespaces team-*, for main (new)',
  );
  expect(await registered()).toEqual([]);

  const applied = await pullpass(`apply -f ${fleet} -y`);
  expect(applied).toMatchObject({ code: 0 });
  expect(applied.stdout).toMatch(/^✓ prod-eu-1: registered; its first push is on its way\n/);
  expect(
    (await registered()).map(({ name, labels }: { name: string; labels: object }) => [name, labels]),
  ).toEqual([
    ['prod-eu-1', { owner: 'platform', env: 'prod' }],
    ['prod-eu-2', { owner: 'platform' }],
  ]);

  const again = await requestsOf(() => pullpass(`apply -f ${fleet} -y`));
  expect(again.result).toEqual({
    code: 0,
    stdout: '= 2 clusters unchanged\n',
    stderr: '= 2 clusters as the file says\n',
  });
  expect(again.requests).toEqual(['GET /clusters']);
  expect(await pullpass(`diff -f ${fleet}`)).toMatchObject({ code: 0 });
});

test('a change shows its fields and its effects in the cluster, and needs no kubeconfig', async () => {
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'))} -y --no-preflight`);
  const fleet = await files.write(
    'fleet.yaml',
    header.replace('["team-*"]', '["team-*", apps]') + entry('prod-eu-1', '\n    refreshEveryMinutes: 30'),
  );
  await files.remove('one.kubeconfig');
  const { code, stdout } = await pullpass(`diff -f ${fleet}`);
  expect(code).toBe(3);
  expect(stdout).toBe(`~ prod-eu-1: 2 fields to be changed
    targets.image-pull-secret.namespaces.include: [ team-* ] → [ team-*, apps ]
    refreshEveryMinutes: 60 → 30
    in the cluster, write: Secret ecr-credentials in namespaces team-*, apps, for main (changed)
`);
  expect(await pullpass(`apply -f ${fleet} -y --no-preflight`)).toMatchObject({
    code: 0,
    stdout: '✓ prod-eu-1: changed\n',
  });
  expect((await registered())[0]).toMatchObject({ refreshEveryMinutes: 30, version: 2 });
});

test('one bad cluster stops no other, and says what to do', async () => {
  const fleet = await aFleet(
    entry('prod-eu-1'),
    `\n  - name: no-access`,
    `\n  - name: no-file\n    access: { kubeconfig: { file: eu.kubeconfig } }`,
    `\n  - name: no-context\n    access: { kubeconfig: { file: one.kubeconfig, context: nope } }`,
    entry('strange', '\n    site: nowhere'),
  );
  const { code, stdout } = await pullpass(`apply -f ${fleet} -y`);
  expect(code).toBe(1);
  expect(stdout).toContain('✓ prod-eu-1: registered; its first push is on its way\n');
  expect(flat(stdout)).toContain(
    `✗ no-access: It is not registered, and its entry has no access to register it with. → Add one at ${fleet}:8: access: { bootstrap: { context: NAME } }, with your own context for the cluster, or access: { kubeconfig: { file: FILE, context: NAME } }`,
  );
  expect(flat(stdout)).toContain(
    `✗ no-file: The kubeconfig eu.kubeconfig (${fleet}:9) does not exist. → Put it there, or correct access.kubeconfig.file; a relative path begins at the folder of the fleet file.`,
  );
  expect(flat(stdout)).toMatch(
    /✗ no-context: The kubeconfig one\.kubeconfig \(\S+:11\) has no context "nope"\. It holds "[^"]+"\. → Name one/,
  );
  expect(flat(stdout)).toContain(
    `✗ strange: site is not the name of a deployed site; none is deployed → Correct its entry at ${fleet}:13.`,
  );
  expect((await registered()).map(({ name }: { name: string }) => name)).toEqual(['prod-eu-1']);
  // What was done is not done again.
  const again = await pullpass(`apply -f ${fleet} -y -o json`);
  expect(again).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(again.stdout).map(({ act, result }: Record<string, string>) => [act, result])).toEqual([
    ['same', 'done'],
    ['refuse', 'failed'],
    ['register', 'failed'],
    ['register', 'failed'],
    ['register', 'failed'],
  ]);
});

test.each([
  [
    'an unknown field',
    entry('prod-eu-1', '\n    lables: { env: prod }'),
    '8:5: clusters[0].lables is not a known field; did you mean "labels"?',
  ],
  [
    'an unknown field of a target in the defaults, once',
    entry('a', '\n    targets: [{ name: image-pull-secret, adpot: true }]') + entry('b'),
    '8:42: clusters[0].targets[0].adpot is not a known field; did you mean "adopt"?',
  ],
  [
    'a cluster twice',
    entry('prod-eu-1') + entry('prod-eu-1'),
    '8:5: there is another cluster named "prod-eu-1", on line 6',
  ],
  [
    'a target twice',
    entry(
      'a',
      '\n    targets:\n      - { name: x, kind: dockerconfigjson, secretName: x }\n      - { name: x, kind: dockerconfigjson, secretName: y }',
    ),
    '10:11: clusters[0].targets[1].name: there is another target named "x"',
  ],
  [
    'a number instead of a text',
    entry('a', '\n    registries: [{ name: main, accountId: 123456789012 }]'),
    '8:32: clusters[0].registries[0].accountId must be a string\n  → Put it in quotes.',
  ],
  [
    'an omitted default that does not exist',
    entry('a', '\n    omit: { targets: [image-pull-secrt] }'),
    '8:23: clusters[0].omit.targets[0] names nothing of the defaults; did you mean "image-pull-secret"?',
  ],
  [
    'access by nothing',
    '\n  - name: a\n    access: {}',
    '7:5: clusters[0].access needs either kubeconfig or bootstrap',
  ],
  ['invalid YAML', '\n  - name: a\n\t  labels: {}', 'This YAML cannot be used: '],
])('%s is refused with its line, and nothing is done', async (_, entries, message) => {
  const fleet = await aFleet(entries);
  const { code, stdout, stderr } = await pullpass(`apply -f ${fleet} -y --no-preflight`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`${fleet}:`);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Nothing was done.');
  expect(await registered()).toEqual([]);
});

test('two entries for one cluster in several files', async () => {
  const first = await aFleet(entry('prod-eu-1'));
  const second = await files.write('more.yaml', header + entry('prod-eu-1'));
  const { code, stderr } = await pullpass(`diff -f ${first} ${second}`);
  expect(code).toBe(2);
  expect(stderr).toContain(
    `${second}:6:5: there is an entry for the cluster "prod-eu-1" at ${first}:6 already`,
  );
});

test('globs, several files, and stdin are one fleet', async () => {
  await aFleet();
  await files.write('a.yaml', header + entry('prod-eu-1'));
  await files.write('b.yaml', header + entry('prod-eu-2'));
  const stdin = (header + entry('prod-eu-3')).replace('one.kubeconfig', files.path('one.kubeconfig'));
  const { code, stdout } = await pullpass(
    `apply -f ${files.path('[ab].yaml')} ${files.path('a.yaml')} - -y --no-preflight -o name`,
    {
      stdin,
    },
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'prod-eu-1\nprod-eu-2\nprod-eu-3\n' });
  expect(await pullpass(`diff -f ${files.path('*.yml')}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`No file matches ${files.path('*.yml')}.`),
  });
  expect(await pullpass(`diff -f ${files.folder}`)).toMatchObject({ code: 2 });
  expect(await pullpass(`diff -f ${files.path('nope.yaml')}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('does not exist'),
  });
});

test('what is in no file is left alone, unless --prune is given', async () => {
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'), entry('prod-eu-2'))} -y --no-preflight`);
  const fleet = await aFleet(entry('prod-eu-2'));
  const without = await pullpass(`apply -f ${fleet} -y --no-preflight`);
  expect(without).toMatchObject({ code: 0, stdout: '= 2 clusters unchanged\n' });
  expect(flat(without.stderr)).toContain(
    'prod-eu-1: It is registered, and in no file: --prune would deregister it.',
  );
  const diff = await pullpass(`diff -f ${fleet} --prune`);
  expect(diff).toMatchObject({ code: 3 });
  expect(diff.stdout).toContain(
    '− prod-eu-1: to be deregistered: it is in no file\n    in the cluster, remove: Secret',
  );
  const pruned = await pullpass(`apply -f ${fleet} --prune -y --no-preflight`);
  expect(pruned).toMatchObject({ code: 0 });
  expect(pruned.stdout).toContain('✓ prod-eu-1: deregistering; what PullPass wrote there is being removed');
  // Until it is gone it is neither pruned again, nor changed, nor exported.
  expect(await pullpass(`apply -f ${fleet} --prune -y --no-preflight`)).toMatchObject({
    code: 0,
    stdout: '= 2 clusters unchanged\n',
  });
  const both = await pullpass(`diff -f ${await aFleet(entry('prod-eu-1'), entry('prod-eu-2'))}`);
  expect(both.code).toBe(1);
  expect(both.stdout).toContain('It is being deregistered, and cannot be changed until that is done.');
  const exported = await pullpass('export');
  expect(exported.stdout).not.toContain('prod-eu-1');
  expect(exported.stderr).toBe('prod-eu-1 is left out: it is being deregistered.\n');
});

test('a cluster that is deregistering already does not make the rest of a fleet prunable', async () => {
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'), entry('prod-eu-2'))} -y --no-preflight`);
  await api.send('DELETE', '/clusters/prod-eu-1');
  const empty = await files.write('fleet.yaml', 'clusters: []\n');
  expect(await pullpass(`apply -f ${empty} --prune -y`)).toMatchObject({ code: 2, stdout: '' });
});

test('--prune removes no whole fleet, unless --allow-empty is given', async () => {
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'), entry('prod-eu-2'))} -y --no-preflight`);
  const other = await aFleet(entry('staging-1'));
  const refused = await pullpass(`apply -f ${other} --prune -y --no-preflight`);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(
    '--prune would deregister every cluster that is registered: 2 clusters. Nothing was done.',
  );
  expect(await registered()).toHaveLength(2);
  const empty = await files.write('fleet.yaml', 'clusters: []\n');
  expect(await pullpass(`diff -f ${empty} --prune`)).toMatchObject({ code: 2 });
  expect(await pullpass(`apply -f ${empty} --prune --allow-empty -y --no-preflight`)).toMatchObject({
    code: 0,
  });
});

test('an empty file is not an empty fleet', async () => {
  const { code, stderr } = await pullpass(
    `apply -f ${await files.write('fleet.yaml', '# nothing\n')} --prune -y --no-preflight`,
  );
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('This is empty') });
});

test('export prints what is registered, and applying it changes nothing', async () => {
  await pullpass(
    `apply -f ${await aFleet(
      entry('b', '\n    labels: { "no": "012", owner: null }\n    paused: true'),
      entry('a', '\n    targets: [{ kind: globalPullSecret }, { kind: dockerconfigjson, secretName: x }]'),
    )} -y --no-preflight`,
  );
  const { code, stdout, stderr } = await pullpass('export');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^# yaml-language-server: \$schema=\.\/cli\/fleetfile\/editor\/fleet\.schema\.json\nclusters:\n {2}- name: a\n/,
  );
  expect(stdout).not.toContain('access');
  for (const form of ['yaml', 'json']) {
    const file = await files.write('export.yaml', (await pullpass(`export -o ${form}`)).stdout);
    const applied = await requestsOf(() => pullpass(`apply -f ${file} --prune -y --no-preflight`));
    expect(applied.result).toMatchObject({ code: 0, stdout: '= 2 clusters unchanged\n' });
    expect(applied.requests).toEqual(['GET /clusters']);
  }
  const file = await files.write('export.yaml', stdout);
  expect(await pullpass(`diff -f ${file} --prune`)).toMatchObject({ code: 0 });
});

test('a paused cluster is not resumed by a file that does not mention it', async () => {
  const fleet = await aFleet(entry('prod-eu-1'));
  await pullpass(`apply -f ${fleet} -y --no-preflight`);
  await api.send('POST', '/clusters/prod-eu-1/pause');
  expect(await pullpass(`diff -f ${fleet}`)).toMatchObject({ code: 0 });
  const more = await aFleet(entry('prod-eu-1', '\n    refreshEveryMinutes: 30'));
  expect(await pullpass(`apply -f ${more} -y --no-preflight`)).toMatchObject({ code: 0 });
  expect((await registered())[0]).toMatchObject({ paused: true, refreshEveryMinutes: 30 });
});

test('--rotate replaces credentials by those in the file, and says where there is no access', async () => {
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'), entry('prod-eu-2'))} -y`);
  api.cluster.addUser('other');
  api.cluster.grant('other', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]);
  const fleet = await aFleet(entry('prod-eu-1'), '\n  - name: prod-eu-2');
  await files.write('one.kubeconfig', api.endpoint.kubeconfig('other'));
  expect(await pullpass(`diff -f ${fleet}`)).toMatchObject({ code: 0 });
  const rotated = await pullpass(`apply -f ${fleet} --rotate -y`);
  expect(rotated).toMatchObject({ code: 0 });
  expect(rotated.stdout).toContain('✓ prod-eu-1: its credential was replaced\n');
  expect(rotated.stderr).toContain(
    '~ prod-eu-1: its credential to be replaced\n    credential: from one.kubeconfig. --rotate asks for it.',
  );
  expect(rotated.stderr).toContain('= prod-eu-2: Its entry has no access: its credential stays.');
  expect(
    (await registered()).map(
      ({ status }: { status: { kubeconfig: { identity: string } } }) => status.kubeconfig.identity,
    ),
  ).toEqual(['other', 'admin']);
});

test('without a terminal nothing is done unless -y is given', async () => {
  const fleet = await aFleet(entry('prod-eu-1'));
  const { code, stderr } = await pullpass(`apply -f ${fleet}`);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'Register 1 cluster? There is no terminal to ask on, so nothing was done.\n→ Add -y',
  );
  expect(await registered()).toEqual([]);
});

test.each([80, 40])(
  'at %i columns a person sees what would change, is asked, and says yes',
  async (terminal) => {
    const fleet = await aFleet(
      entry('prod-eu-1'),
      '\n  - name: no-access',
      entry(`a-very-long-name-of-a-cluster-in-eu-${terminal}`),
    );
    const { code, stdout, stderr } = await pullpass(`apply -f ${fleet}`, { terminal, keys: 'y' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ prod-eu-1: registered/);
    expect(stderr).toContain('Register 2 clusters?');
    const lines = [...stdout.split('\n'), ...stripVTControlCharacters(stderr).split(/[\r\n]/)];
    expect(lines.filter((line) => line.length > terminal)).toEqual([]);
  },
);

test('Ctrl-C starts no further cluster, reports what was done, and prints the command that continues', async () => {
  const all = Array.from({ length: 30 }, (_, index) => `c${index}`);
  const fleet = await aFleet(...all.map((name) => entry(name)));
  const end = new AbortController();
  let puts = 0;
  const push = api.requests.push.bind(api.requests);
  api.requests.push = (...requests) => {
    puts += requests.filter((request) => request.startsWith('PUT')).length;
    // The first 30 only ask what would change.
    if (puts === 31) end.abort('SIGINT');
    return push(...requests);
  };
  const { code, stdout, stderr } = await pullpass(`apply -f ${fleet} -y --no-preflight`, {
    signal: end.signal,
  });
  api.requests.push = push;
  expect(code).toBe(130);
  const done = stdout.match(/✓/g)?.length ?? 0;
  expect(done).toBeGreaterThanOrEqual(1);
  expect(done).toBeLessThanOrEqual(20);
  expect(stdout.match(/: not begun/g)).toHaveLength(30 - done);
  expect(stderr).toContain(`Interrupted: ${done} done, 0 failed, 0 not known, ${30 - done} not begun.\n`);
  expect(stderr).toContain(`Go on with: pullpass apply -f ${fleet} --no-preflight --api ${api.url}\n`);
  const rest = await pullpass(`apply -f ${fleet} -y --no-preflight`);
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.stdout.match(/✓/g)).toHaveLength(30 - done);
  expect(await registered()).toHaveLength(30);
});

test.each(['apply -y --rotate', 'diff --rotate'])(
  'Ctrl-C before anything is done: %s says so',
  async (command) => {
    const fleet = await aFleet(entry('prod-eu-1'), entry('prod-eu-2'));
    const end = new AbortController();
    const push = api.requests.push.bind(api.requests);
    api.requests.push = (...requests) => {
      if (requests.some((request) => request.startsWith('PUT'))) end.abort('SIGINT');
      return push(...requests);
    };
    const { code, stdout, stderr } = await pullpass(`${command} -f ${fleet}`, { signal: end.signal });
    api.requests.push = push;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toBe(
      `Interrupted before anything was done.\n→ Go on with: pullpass ${command.split(' ')[0]} -f ${fleet} --rotate --api ${api.url}\n`,
    );
    expect(await registered()).toEqual([]);
  },
);

test('a cluster that somebody else has changed, or registered, meanwhile is left as it is', async () => {
  const fleet = await aFleet(entry('prod-eu-1'), entry('prod-eu-2'), entry('prod-eu-3'));
  await pullpass(`apply -f ${await aFleet(entry('prod-eu-1'))} -y --no-preflight`);
  const changed = await aFleet(
    entry('prod-eu-1', '\n    refreshEveryMinutes: 30'),
    entry('prod-eu-2'),
    entry('prod-eu-3'),
  );
  expect(changed).toBe(fleet);
  const push = api.requests.push.bind(api.requests);
  let asked = 0;
  const meanwhile = Promise.withResolvers<void>();
  api.requests.push = (...requests) => {
    asked += requests.filter((request) => request.startsWith('PUT')).length;
    if (asked === 3) meanwhile.resolve();
    return push(...requests);
  };
  const somebody = meanwhile.promise.then(async () => {
    await api.send('PATCH', '/clusters/prod-eu-1?preflight=false', { body: { labels: { by: 'somebody' } } });
    await api.send('POST', '/clusters?preflight=false', { body: api.registration({ name: 'prod-eu-2' }) });
  });
  const io = { keys: somebody.then(() => 'y'), terminal: 80 };
  const { code, stdout } = await pullpass(`apply -f ${fleet}`, io);
  api.requests.push = push;
  expect(code).toBe(1);
  const words = (name: string, done = 'changed') =>
    `✗ ${name}: It was ${done} by somebody else after the fleet was read, so nothing was changed. → See what changed with \`pullpass events ${name}\` and \`pullpass diff\`, then apply again.`;
  expect(flat(stdout)).toContain(words('prod-eu-1'));
  expect(flat(stdout)).toContain(words('prod-eu-2', 'registered'));
  expect(stdout).toContain('✓ prod-eu-3: registered');
  expect((await registered())[0]).toMatchObject({ refreshEveryMinutes: 60, labels: { by: 'somebody' } });
});

test('nothing that is printed contains a credential, whatever goes wrong', async () => {
  const token = api.cluster.tokenOf('admin');
  const good = api.endpoint.kubeconfig('admin');
  const runs = [
    [good, ''],
    [good.replace(/server: .*/, 'server: http://127.0.0.1:1'), ''],
    [`${good}\n\t- broken: [`, ''],
    [good.replace(/current-context: .*/, ''), ''],
    [good.replaceAll('token:', 'tokn:'), ''],
    [good, `\n    kubeconfig: ${JSON.stringify(good)}`],
    [good, `\n    ${token}: true`],
    [good, `\n    targets: [{ kind: ${JSON.stringify(token)} }]`],
  ];
  for (const [kubeconfig = '', more = ''] of runs) {
    const fleet = await aFleet(entry('prod-eu-1', more));
    await files.write('one.kubeconfig', kubeconfig);
    for (const command of ['diff', 'apply -y']) {
      const { stdout, stderr } = await pullpass(`${command} -f ${fleet} --debug`);
      expect({ said: leaks(stdout + stderr, token), of: runs.length, stderr }).toEqual({
        said: [],
        of: runs.length,
        stderr,
      });
    }
  }
});

const flat = (text: string) => text.replace(/\s+/g, ' ');
