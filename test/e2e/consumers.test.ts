import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { credentialsOfDependency, repositoryFor } from '../support/consumers/argocd.ts';
import type { StoredSecret } from '../support/consumers/dockerSecret.ts';
import { type Consumer, type Found, type JudgeInput, judge } from '../support/consumers/judge.ts';
import { passwordOf, pushed, valueIn } from '../support/consumers/pushed.ts';
import { type Asked, lookAlikes, whatIsThere } from '../support/consumers/questions.ts';

/**
 * What PullPass pushes, judged by the code of its consumers: they must find what is there, and must not find what only
 * looks like it.
 */

// Programs that answer thousands of questions, on a machine that does other things too.
jest.setTimeout(300_000);

const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-x';
const ofSecret = (name: string, host: string) => ({ name, kind: 'static', host, secretArn });
const ecr = { name: 'ecr', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' };
const endpoints = ['standard', 'fips', 'dual-stack', 'fips-dual-stack'];

/** Whose credential is right for which host, or part of one. */
const owners: Record<string, string> = {
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'ecr',
  '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com': 'ecr',
  '123456789012.dkr-ecr.eu-west-1.on.aws': 'ecr',
  '123456789012.dkr-ecr-fips.eu-west-1.on.aws': 'ecr',
  'public.ecr.aws': 'public',
  'ghcr.example.com': 'plain',
  'registry.example.com:5000': 'port',
  'docker.io': 'hub',
};
const hosts = Object.keys(owners);
const registries = [
  { ...ecr, endpoints },
  { name: 'public', kind: 'ecr-public' },
  ofSecret('plain', 'ghcr.example.com'),
  ofSecret('port', 'registry.example.com:5000'),
  ofSecret('hub', 'docker.io'),
];
const apps = { namespaces: { include: ['apps'] } };
const nobody = { username: '', password: '' };

const of = (registry: string): Found => ({
  username: ['ecr', 'public'].includes(registry) ? 'AWS' : `robot+${registry}`,
  password: passwordOf(registry),
});

/** Every question whose answer differs from the expected one, with both answers. */
async function wrong(
  consumer: Consumer,
  input: Omit<JudgeInput, 'questions'>,
  asked: readonly (Asked & { question: object })[],
  expected: (asked: Asked) => Found[],
): Promise<object[]> {
  const questions = asked.map(({ question }) => question);
  const answers = await judge(consumer, { ...input, questions });
  expect(answers).toHaveLength(asked.length);
  return asked.flatMap((each, index) => {
    const got = (answers[index] ?? []).map(({ username, password }) => ({ username, password }));
    const wanted = expected(each);
    return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [{ address: each.address, got, wanted }];
  });
}

const there = whatIsThere(hosts, { seed: 11, each: 25 });
const elsewhere = lookAlikes(hosts, { seed: 12, each: 60 });
/** As people name images on Docker Hub. */
const hub = ['busybox', 'org/app', 'docker.io/org/app', 'index.docker.io/org/app'].map((address) => ({
  of: 'docker.io',
  address,
}));
const owner = ({ of: base }: Asked) => of(owners[base] ?? '');

test('enough questions are asked for every host', () => {
  for (const host of hosts) {
    expect(there.filter(({ of: base }) => base === host)).toHaveLength(25);
    expect(new Set(elsewhere.filter(({ of: base }) => base === host)).size).toBeGreaterThan(40);
  }
});

describe('pull secrets of pods, read by the kubelet', () => {
  test.each(['imagePullSecret', 'globalPullSecret'])('%s', async (kind) => {
    const target = kind === 'imagePullSecret' ? { kind, ...apps } : { kind, everyHours: 5 };
    const secrets = await pushed(registries, [target]);
    const asImages = (all: readonly Asked[]) =>
      all.map((each) => ({ ...each, question: { image: `${each.address}:1.4` } }));
    const right = (each: Asked) => [owner(each)];
    expect(await wrong('kubelet', { secrets }, asImages([...there, ...hub]), right)).toEqual([]);
    expect(await wrong('kubelet', { secrets }, asImages(elsewhere), () => [])).toEqual([]);
  });
});

describe('a mounted docker config', () => {
  let config: string;
  const asImages = (all: readonly Asked[], tag = ':1.4') =>
    all.map((each) => ({ ...each, question: { config: 'c', image: `${each.address}${tag}` } }));

  beforeAll(async () => {
    const target = { kind: 'dockerconfigjson', secretName: 'config', key: 'config.json', ...apps };
    config = valueIn(await pushed(registries, [target]), 'config', 'config.json');
  });

  test.each(['docker', 'crane', 'skopeo', 'helm'] as const)('read by %s', async (consumer) => {
    const configs = { c: config };
    // Helm has no default registry, and knows Docker Hub's charts by the host of its API too.
    const ofHub =
      consumer === 'helm'
        ? ['docker.io/org/app', 'registry-1.docker.io/org/app'].map((address) => ({
            of: 'docker.io',
            address,
          }))
        : hub;
    const tag = consumer === 'helm' ? '' : ':1.4';
    const right = (each: Asked) => [owner(each)];
    expect(await wrong(consumer, { configs }, asImages([...there, ...ofHub], tag), right)).toEqual([]);
    expect(await wrong(consumer, { configs }, asImages(elsewhere, tag), () => [nobody])).toEqual([]);
  });
});

test('helm registry login takes the host of a keys target, but no path', async () => {
  const keys = { username: 'USER', password: 'PASS', registry: 'REGISTRY', host: 'HOST' };
  const names = ['ecr', 'port', 'hub', 'team'];
  const secrets = await pushed(
    [...registries, ofSecret('team', 'quay.io/team')],
    names.map((registry) => ({ kind: 'keys', secretName: registry, registry, keys, ...apps })),
  );
  const login = (key: string) =>
    judge<string>('helmlogin', {
      questions: names.map((name) => ({
        host: valueIn(secrets, name, key),
        username: valueIn(secrets, name, 'USER'),
        password: valueIn(secrets, name, 'PASS'),
      })),
    });
  expect(await login('HOST')).toEqual(['', '', '', '']);
  expect(await login('REGISTRY')).toEqual(['', '', '', expect.stringContaining('invalid registry')]);
});

describe('paths in hosts, as docs/registries.md says', () => {
  const paths = [ofSecret('all', 'quay.io'), ofSecret('a', 'quay.io/team'), ofSecret('b', 'quay.io/other')];
  let secrets: StoredSecret[];
  const configs = () => ({ c: valueIn(secrets, 'ecr-credentials', '.dockerconfigjson') });
  const images = [
    ['quay.io/team/app', 'a'],
    ['quay.io/other/app', 'b'],
    ['quay.io/third/app', 'all'],
  ] as const;

  beforeAll(async () => {
    secrets = await pushed(paths, [{ kind: 'imagePullSecret', ...apps }]);
  });

  test('the kubelet and containers/image use the longest match', async () => {
    const questions = images.map(([image]) => ({ config: 'c', image }));
    const kubelet = await judge('kubelet', { secrets, questions });
    const skopeo = await judge('skopeo', { configs: configs(), questions });
    for (const [index, [, registry]] of images.entries()) {
      expect(kubelet[index]?.[0]).toEqual(of(registry));
      expect(skopeo[index]).toEqual([of(registry)]);
    }
  });

  test('only containers/image ends a path at a slash', async () => {
    const questions = [{ config: 'c', image: 'quay.io/teamster/app' }];
    expect(await judge('skopeo', { configs: configs(), questions })).toEqual([[of('all')]]);
    const [kubelet = []] = await judge('kubelet', { secrets, questions });
    expect(kubelet[0]).toEqual(of('a'));
  });

  test.each(['docker', 'crane', 'helm'] as const)('%s does not look at paths', async (consumer) => {
    const questions = images.map(([image]) => ({ config: 'c', image }));
    const answers = await judge(consumer, { configs: configs(), questions });
    for (const found of answers) expect(found).toEqual(answers[0]);
  });
});

describe('secrets of Argo CD', () => {
  const template = (url: string, index: number, type: string) => ({
    secretName: `${type}-${index}`,
    as: 'repo-creds',
    type,
    url: type === 'oci' ? `oci://${url}` : url,
  });
  const team = ofSecret('team', 'quay.io/team');
  const bases = [...hosts.filter((host) => host !== 'docker.io'), 'quay.io/team'];
  const all = [...registries, team];
  const right = ({ of: base }: Asked) => [
    base === 'quay.io/team' ? of('team') : owner({ of: base, address: '' }),
  ];
  const withPaths = whatIsThere(bases, { seed: 21, each: 8 });
  const alike = lookAlikes(bases, { seed: 22, each: 30 });
  /** The URL itself, with and without a trailing slash. */
  const bare = bases.flatMap((base) => [base, `${base}/`].map((address) => ({ of: base, address })));

  const applications = (asked: readonly Asked[], scheme = '') =>
    asked.map((each) => ({ ...each, question: { repoURL: `${scheme}${each.address}` } }));
  const dependencies = (asked: readonly Asked[]) =>
    asked.map((each) => ({ ...each, question: { dependency: `oci://${each.address}` } }));

  test('templates for charts serve their URL and what is below it, and nothing that only looks like it', async () => {
    const secrets = await pushed(all, [
      { kind: 'argocd', repositories: bases.map((url, index) => template(url, index, 'helm')), ...apps },
    ]);
    const must = [...applications([...bare, ...withPaths]), ...dependencies([...bare, ...withPaths])];
    expect(await wrong('argocd', { secrets }, must, right)).toEqual([]);
    const mustNot = [...applications(alike), ...dependencies(alike)];
    expect(await wrong('argocd', { secrets }, mustNot, () => [nobody])).toEqual([]);
    // The model that npm test uses agrees with it.
    for (const { address } of [...bare, ...withPaths, ...alike]) {
      const isThere = !alike.some((each) => each.address === address);
      expect([address, repositoryFor(secrets, address).secret !== undefined]).toEqual([address, isThere]);
      const given = credentialsOfDependency(secrets, `oci://${address}`);
      expect([address, given.length > 0]).toEqual([address, isThere]);
    }
  });

  test('a host with the beginning of a template’s name gets its token as a dependency, unless the template is not for these', async () => {
    const ofBase = (of: string) => {
      const [host = ''] = of.split('/');
      return [...host].slice(1).map((_, length) => ({ of, address: host.slice(0, length + 1) }));
    };
    const shorter = dependencies(bases.flatMap(ofBase));
    const templates = (more: object) =>
      pushed(all, [
        {
          kind: 'argocd',
          repositories: bases.map((url, index) => ({ ...template(url, index, 'helm'), ...more })),
          ...apps,
        },
      ]);
    const secrets = await templates({ dependencies: false });
    expect(await wrong('argocd', { secrets }, shorter, () => [nobody])).toEqual([]);
    expect(await wrong('argocd', { secrets }, dependencies(withPaths), right)).toEqual([]);
    expect(await wrong('argocd', { secrets }, applications([...bare, ...withPaths]), right)).toEqual([]);
    expect(await wrong('argocd', { secrets: await templates({}) }, shorter, () => [nobody])).not.toEqual([]);
  });

  test('templates for OCI artifacts do the same, but serve no dependencies of charts in Git', async () => {
    const secrets = await pushed(all, [
      { kind: 'argocd', repositories: bases.map((url, index) => template(url, index, 'oci')), ...apps },
    ]);
    const ofTeam = bare.filter(({ of: base }) => base === 'quay.io/team');
    const must = applications([...ofTeam, ...withPaths], 'oci://');
    expect(await wrong('argocd', { secrets }, must, right)).toEqual([]);
    expect(await wrong('argocd', { secrets }, applications(alike, 'oci://'), () => [nobody])).toEqual([]);
    expect(await wrong('argocd', { secrets }, dependencies(withPaths), () => [nobody])).toEqual([]);
    const ofArtifacts = (asked: readonly Asked[]) =>
      dependencies(asked).map((each) => ({ ...each, question: { ...each.question, fromOCI: true } }));
    expect(await wrong('argocd', { secrets }, ofArtifacts(withPaths), right)).toEqual([]);
    // For such charts, the secret for quay.io/team itself serves quay.io/teamster too, but no other host.
    const hostOf = (address: string) => address.split('/')[0];
    const elsewhere = alike.filter(({ of: base, address }) => hostOf(address) !== hostOf(base));
    expect(await wrong('argocd', { secrets }, ofArtifacts(elsewhere), () => [nobody])).toEqual([]);
  });

  test('a chart on Docker Hub is served by its registry', async () => {
    const repositories = [template('registry-1.docker.io/org', 0, 'helm')];
    const secrets = await pushed(registries, [{ kind: 'argocd', repositories, ...apps }]);
    const answers = await judge('argocd', {
      secrets,
      questions: [{ repoURL: 'registry-1.docker.io/org' }, { dependency: 'oci://registry-1.docker.io/org' }],
    });
    for (const found of answers) expect(found).toMatchObject([of('hub')]);
  });

  test('the template that earlier versions wrote does not pass', async () => {
    const secrets = await pushed(all, [
      { kind: 'argocd', repositories: bases.map((url, index) => template(url, index, 'helm')), ...apps },
    ]);
    const before = secrets
      .filter(({ metadata: { labels } }) => labels?.['argocd.argoproj.io/secret-type'] === 'repo-creds')
      .map((secret) => {
        const url = Buffer.from(secret.data?.['url'] ?? '', 'base64')
          .toString()
          .replace(/\/$/, '');
        return { ...secret, data: { ...secret.data, url: Buffer.from(url).toString('base64') } };
      });
    for (const ask of [applications, dependencies])
      expect(await wrong('argocd', { secrets: before }, ask(alike), () => [nobody])).not.toEqual([]);
  });
});
